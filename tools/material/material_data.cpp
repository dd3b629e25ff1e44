#include "material_data.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "adapters/toml/toml_document.hpp"
#include "adapters/toml/word_lists.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

}  // namespace

Result<std::vector<TalkBlock>> read_talk_folder(const fs::path& folder) {
  std::set<fs::path> files;
  std::error_code trouble;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, trouble)) {
    if (entry.path().extension() == ".txt") files.insert(entry.path());
  }
  if (files.empty()) return Error{ErrorCode::kFileMissing, folder.string()};
  std::vector<TalkBlock> all;
  std::set<std::string> names;
  for (const fs::path& file : files) {
    const Result<std::string> text = read_text_file(file);
    if (!text) return text.error();
    Result<std::vector<TalkBlock>> blocks = parse_talk(text.value(), file.string());
    if (!blocks) return blocks.error();
    for (TalkBlock& block : blocks.value()) {
      if (!names.insert(block.name).second) {
        return Error{ErrorCode::kFileInvalid, file.string() + ": " + block.name + " stands in two files"};
      }
      all.push_back(std::move(block));
    }
  }
  return all;
}

Result<std::vector<TalkBlock>> read_triggers(const MaterialSources& sources) {
  const Result<std::string> known_text = read_text_file(sources.known_triggers);
  if (!known_text) return known_text.error();
  const auto known = parse_triggers(known_text.value(), sources.known_triggers.string());
  if (!known) return known.error();
  const fs::path unseen_file = sources.data / "triggers" / "unseen.txt";
  const Result<std::string> unseen_text = read_text_file(unseen_file);
  if (!unseen_text) return unseen_text.error();
  const auto unseen = parse_unseen(unseen_text.value(), unseen_file.string());
  if (!unseen) return unseen.error();
  const fs::path carriers_file = sources.data / "triggers" / "carriers.txt";
  const Result<std::string> carriers_text = read_text_file(carriers_file);
  if (!carriers_text) return carriers_text.error();
  const Result<Carriers> carriers = parse_carriers(carriers_text.value(), carriers_file.string());
  if (!carriers) return carriers.error();
  return trigger_blocks(known.value(), unseen.value(), carriers.value(), sources.seed);
}

Result<DialogWordings> read_wordings(const MaterialSources& sources) {
  const fs::path file = sources.data / "dialogs" / "wordings.txt";
  const Result<std::string> text = read_text_file(file);
  if (!text) return text.error();
  return DialogWordings::parse(text.value(), file.string());
}

Result<std::vector<SpeakingSet>> read_material_data(const MaterialSources& sources) {
  // Twenty hours of talk need many voices; of phrases and dialogs there are enough as it is.
  const int fewer_takes = std::min(sources.takes, 3);
  std::vector<SpeakingSet> sets;
  Result<std::vector<TalkBlock>> talk = read_talk_folder(sources.data / "talk");
  if (!talk) return talk.error();
  sets.push_back({"talk", std::move(talk).value(), sources.takes});
  Result<std::vector<TalkBlock>> triggers = read_triggers(sources);
  if (!triggers) return triggers.error();
  sets.push_back({"trigger", std::move(triggers).value(), fewer_takes});
  const Result<DialogWordings> wordings = read_wordings(sources);
  if (!wordings) return wordings.error();
  SpeakingSet dialogs{"dialog", {}, fewer_takes};
  for (const MaterialPart part : {MaterialPart::kTuning, MaterialPart::kTest}) {
    for (const MaterialDialog& dialog : draw_dialogs(wordings.value(), part, sources.dialogs, sources.seed)) {
      dialogs.blocks.push_back(dialog_block(dialog));
    }
  }
  sets.push_back(std::move(dialogs));
  return sets;
}

}  // namespace sotto
