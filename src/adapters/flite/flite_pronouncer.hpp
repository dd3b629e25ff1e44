// The Pronouncer that stands on CMUdict, with flite's American letter-to-sound rules for what it does not
// list.
//
// In this order: a word as listed in the supplement, then in CMUdict; its possessive ("Maria's"); letters one
// by one for initialisms ("BBC", "T.V.", "xyz"); flite's rules. Numbers are spoken as words ("19.5" is
// "nineteen point five").
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "ports/pronouncer.hpp"

namespace sotto {

// `supplement_path` names a file of the same form whose words come first, "" for none: pronunciations that
// CMUdict lacks or has wrong, most of them names. Errors: model-missing, model-damaged.
[[nodiscard]] Result<std::unique_ptr<Pronouncer>> make_flite_pronouncer(
    const std::string& cmudict_path, const std::string& supplement_path = "");

}  // namespace sotto
