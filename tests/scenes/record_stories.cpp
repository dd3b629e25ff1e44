// story_record: plays the scenes whose stories are golden, and writes their journals.
//
// usage: story_record FOLDER   then golden_stories --update FOLDER; look at the difference
#include <iostream>

#include "../golden/stories/journal_file.hpp"
#include "journal_of_scene.hpp"
#include "stage.hpp"

namespace sotto {
namespace {

struct Recorded {
  const char* scene;
  const char* policy;
};
constexpr Recorded kRecorded[] = {{"portland", "portland-2018"},   {"portland", "guarded"},
                                  {"portland-request", "guarded"}, {"portland-contact", "guarded"},
                                  {"portland-confirm", "guarded"}, {"intended", "guarded"},
                                  {"cancelled", "guarded"},        {"stranger", "guarded"},
                                  {"challenge", "guarded"},        {"light", "guarded"}};

int record_all(const std::filesystem::path& folder) {
  for (const Recorded& recorded : kRecorded) {
    MemoryJournal journal;
    JournalOfScene recorder(journal);
    Staging staging;
    staging.policy = recorded.policy;
    staging.recorder = &recorder;
    const auto played = play(recorded.scene, staging);
    if (!played) {
      std::cerr << "story_record: " << played.error().line() << '\n';
      return 1;
    }
    write_journal_file(folder / (std::string(recorded.scene) + "." + recorded.policy + ".journal.jsonl"),
                       journal);
  }
  return 0;
}

}  // namespace
}  // namespace sotto

int main(int argc, char** argv) {
  if (argc == 2) return sotto::record_all(argv[1]);
  std::cerr << "usage: story_record FOLDER\n";
  return 2;
}
