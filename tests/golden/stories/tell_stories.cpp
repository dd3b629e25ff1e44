// golden_stories: tells the stories of the journals beside it.
//
// usage: golden_stories --update FOLDER   writes every story anew; look at the difference
#include <fstream>
#include <iostream>

#include "told.hpp"

namespace sotto {
namespace {

int update_all(const std::filesystem::path& folder) {
  for (const std::string& name : journal_names(folder)) {
    const auto story = told_story(folder, name);
    if (!story) {
      std::cerr << "golden_stories: " << story.error().line() << '\n';
      return 1;
    }
    std::ofstream(folder / (name + ".txt")) << story.value();
  }
  return 0;
}

}  // namespace
}  // namespace sotto

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--update") return sotto::update_all(argv[2]);
  std::cerr << "usage: golden_stories --update FOLDER\n";
  return 2;
}
