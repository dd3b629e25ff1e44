#include <algorithm>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

// Uses only what a pure library may: memory, strings, containers, string streams.
std::string count_words(const std::vector<std::string>& words) {
  std::map<std::string, int> counts;
  for (const std::string& word : words) ++counts[word];
  auto total = std::make_shared<int>(0);
  std::ostringstream out;
  for (const auto& [word, count] : counts) out << word << ' ' << (*total += count) << '\n';
  return out.str() + std::to_string(words.size());
}
