#include "sotto/model_files.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "adapters/openssl/sha256_file.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

bool is_whole(const Json& facts) {
  return facts.is_object() && facts.contains("size") && facts["size"].is_number_unsigned() &&
         facts.contains("sha256") && facts["sha256"].is_string();
}

std::string_view folder_of(std::string_view name) {
  return name.substr(0, name.find('/'));
}

}  // namespace

Result<std::vector<ModelFile>> list_model_files(const std::filesystem::path& models) {
  const std::filesystem::path manifest = models / "manifest.json";
  std::ifstream stream(manifest);
  if (!stream) return Error{ErrorCode::kModelMissing, manifest.string()};
  const Json content = Json::parse(stream, nullptr, false);
  const Error damaged{ErrorCode::kModelDamaged, manifest.string()};
  if (!content.is_object() || !content.contains("files") || !content["files"].is_object()) return damaged;
  std::vector<ModelFile> files;
  for (const auto& [name, facts] : content["files"].items()) {
    if (!is_whole(facts)) return damaged;
    files.push_back({name, facts["size"].get<std::uintmax_t>(), facts["sha256"].get<std::string>()});
  }
  if (files.empty()) return damaged;
  return files;
}

Result<void> check_model_file(const std::filesystem::path& models, const ModelFile& file) {
  const std::filesystem::path path = models / file.name;
  std::error_code trouble;
  const std::uintmax_t bytes = std::filesystem::file_size(path, trouble);
  if (trouble == std::errc::no_such_file_or_directory) {
    return Error{ErrorCode::kModelMissing, path.string()};
  }
  if (!trouble && bytes != file.bytes) {
    return Error{ErrorCode::kModelDamaged, path.string() + ": " + std::to_string(bytes) +
                                               " bytes instead of " + std::to_string(file.bytes)};
  }
  const auto found = sha256_of_file(path);
  if (!found) return found.error();
  if (found.value() == file.sha256) return {};
  return Error{ErrorCode::kModelDamaged,
               path.string() + ": sha256 " + found.value() + " instead of " + file.sha256};
}

Result<void> check_model_folders(const std::filesystem::path& models,
                                 std::span<const std::string_view> folders) {
  const auto files = list_model_files(models);
  if (!files) return files.error();
  for (const ModelFile& file : files.value()) {
    if (std::find(folders.begin(), folders.end(), folder_of(file.name)) == folders.end()) continue;
    auto checked = check_model_file(models, file);
    if (!checked && checked.error().code != ErrorCode::kModelMissing) return checked;
  }
  return {};
}

}  // namespace sotto
