#include "sotto/people_of_run.hpp"

#include <utility>

#include "sotto/paths.hpp"

namespace sotto {

std::filesystem::path people_file(const Common& common) {
  const std::filesystem::path settings = common.config.empty() ? default_config_file() : common.config;
  std::error_code ignored;
  const std::filesystem::path absolute = std::filesystem::absolute(settings, ignored);
  return (absolute.empty() ? settings : absolute).parent_path() / "people.toml";
}

Result<PeopleOfRun> load_people_of_run(const Config& config, const std::filesystem::path& file) {
  const auto loaded = load_people(file);
  if (!loaded) return loaded.error();
  const auto words = built_in_people_words("en");
  if (!words) return words.error();
  PeopleOfRun people;
  people.communications_on = communications_on(config, loaded.value().people);
  people.contacts = contacts_for_run(config, loaded.value().people, words.value());
  return people;
}

PeopleWatch::PeopleWatch(Config config, std::filesystem::path file)
    : config_(std::move(config)), file_(std::move(file)), stamp_(stamp_of(file_)) {}

std::optional<PeopleOfRun> PeopleWatch::poll() {
  const FileStamp now = stamp_of(file_);
  if (now == stamp_) return std::nullopt;
  stamp_ = now;
  auto people = load_people_of_run(config_, file_);
  if (people) return std::move(people).value();
  return PeopleOfRun{false, {}, people.error()};
}

}  // namespace sotto
