#include "material_data.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <system_error>
#include <utility>

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
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return Error{ErrorCode::kFileUnreadable, file.string()};
    Result<std::vector<TalkBlock>> blocks = parse_talk(text, file.string());
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

Result<std::vector<SpeakingSet>> read_material_data(const fs::path& data, int takes) {
  std::vector<SpeakingSet> sets;
  Result<std::vector<TalkBlock>> talk = read_talk_folder(data / "talk");
  if (!talk) return talk.error();
  sets.push_back({"talk", std::move(talk).value(), takes});
  return sets;
}

}  // namespace sotto
