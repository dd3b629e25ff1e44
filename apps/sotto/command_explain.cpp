// sotto explain: tells from the journal alone what happened, and what would have had to be different.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <memory>
#include <optional>

#include "adapters/sqlite/sqlite_journal.hpp"
#include "explain/interaction_json.hpp"
#include "explain/read_interaction.hpp"
#include "explain/story.hpp"
#include "sotto/commands.hpp"
#include "sotto/explain_page.hpp"
#include "sotto/explain_which.hpp"
#include "sotto/journaling.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

struct ExplainCommand {
  Common common;
  std::string which = "last";
  std::string at;
  bool all = false;
  std::filesystem::path journal;
  std::filesystem::path html;
  std::filesystem::path sound;
};

std::filesystem::path journal_of(const ExplainCommand& options) {
  if (!options.journal.empty()) return options.journal;
  return journal_file(options.common.data.empty() ? default_data_folder() : options.common.data);
}

int nothing_found(const ExplainCommand& options) {
  const bool timed = !options.at.empty();
  std::cerr << "sotto: " << (timed ? "nothing woke me before that" : "nothing has woken me yet")
            << (options.all ? "" : " (--all looks at refused wakes too)") << '\n';
  return 1;
}

int run(const ExplainCommand& options) {
  const auto which = parse_which({options.which, options.at, options.all}, std::time(nullptr));
  if (!which) return fail(which.error());
  const std::filesystem::path file = journal_of(options);
  const auto journal = open_journal_reader(file);
  if (!journal) return fail(journal.error());
  const auto id = find_interaction(*journal.value(), which.value());
  if (!id) return fail(id.error());
  if (!id.value()) return nothing_found(options);
  const auto interaction = read_interaction(*journal.value(), *id.value());
  if (!interaction) return fail(interaction.error());
  if (!options.sound.empty()) {
    const auto written =
        write_interaction_sound({*journal.value(), file, options.sound}, interaction.value());
    return written ? 0 : fail(written.error());
  }
  const Story story = tell_story(interaction.value(), local_time);
  if (!options.html.empty()) {
    const auto written = write_page({*journal.value(), file, options.html}, interaction.value(), story);
    if (!written) return fail(written.error());
  }
  if (options.common.json) {
    std::cout << interaction_json(interaction.value(), story) << '\n';
  } else if (options.html.empty()) {
    std::cout << story_text(story);
  }
  return 0;
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ExplainCommand>();
  CLI::App* command =
      app.add_subcommand("explain", "tell what happened, and what would have had to be different");
  command->add_option("WHICH", options->which, "last (default), or the number of an interaction");
  command->add_option("--at", options->at,
                      "the nearest before this time: \"2026-11-23 19:04\", or \"0:12.3\" of the latest run");
  command->add_flag("--all", options->all, "also what was refused before Sotto woke");
  command->add_option("--journal", options->journal, "another journal, also of another machine");
  command->add_option("--html", options->html, "write a page with the sound and the gates into this file");
  command->add_option("--sound", options->sound,
                      "only write its sound, as Ogg Opus, into this file (-: standard output)");
  add_common(*command, options->common, "sotto explain last --html story.html");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
