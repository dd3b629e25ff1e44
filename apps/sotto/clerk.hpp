// Clerk: answers what the page asks about messages, people, the journal and the machine, by running the same
// commands that the owner would type.
//
// It is a process of its own, because the one that talks with browsers gives its right to start programs
// away. It knows a closed list of questions, and whatever comes with them becomes one argument, never an
// option. Thread-safety: one thread.
#pragma once

#include <string>

#include "sotto/commands.hpp"

namespace sotto {

// A question: {"call":"cancel","id":12,...}. The answer: {"ok":true} or {"ok":false,"error":"refused",
// "detail":"..."}, a line break, and what the command said.
[[nodiscard]] std::string answer_as_clerk(const Common& common, const std::string& question);

}  // namespace sotto
