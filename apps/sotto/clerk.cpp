#include "sotto/clerk.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "adapters/posix/program_call.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "adapters/toml/config_page.hpp"
#include "explain/read_interaction.hpp"
#include "runtime/journal_runs.hpp"
#include "sotto/campaign_facts.hpp"
#include "sotto/clock_time.hpp"
#include "sotto/journaling.hpp"
#include "sotto/paths.hpp"
#include "sotto/setup_of_run.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

constexpr Milliseconds kSoon = 20'000;
constexpr Milliseconds kLater = 150'000;
// Around an interaction: what another policy does with it may begin earlier and end later.
constexpr Milliseconds kBefore = 3000;
constexpr Milliseconds kAfter = 20'000;

struct Question {
  const Common& common;
  Json facts;

  [[nodiscard]] std::string id() const { return std::to_string(facts.value("id", std::uint64_t{0})); }
  [[nodiscard]] std::string text(const char* key) const { return facts.value(key, std::string()); }
  [[nodiscard]] bool is(const char* key) const { return facts.value(key, false); }
};

// "sotto: DETAIL: CODE (ADVICE)", as every command says what is wrong.
Error error_of(const std::string& err) {
  static constexpr std::array kCodes = {
#define SOTTO_ERROR(enumerator, code, advice) std::pair{ErrorCode::enumerator, std::string_view(code)},
#include "base/error_codes.def"
#undef SOTTO_ERROR
  };
  constexpr std::string_view kLead = "sotto: ";
  std::string line = err.substr(0, err.find('\n'));
  if (line.starts_with(kLead)) line.erase(0, kLead.size());
  for (const auto& [code, name] : kCodes) {
    const std::size_t mark = line.rfind(": " + std::string(name) + " (");
    if (mark != std::string::npos) return {code, line.substr(0, mark)};
  }
  return {ErrorCode::kRefused, line};
}

Result<std::string> run(const Question& question, Words words, Milliseconds within = kSoon,
                        const std::string& input = "", bool may_fail = false) {
  ProgramCall call;
  std::error_code trouble;
  call.program = std::filesystem::read_symlink("/proc/self/exe", trouble);
  if (trouble) return Error{ErrorCode::kNotAvailable, "Sotto's own program"};
  // Options come before whatever the page has brought along.
  const auto place = std::find(words.begin(), words.end(), "--");
  Words options;
  if (!question.common.config.empty()) options = {"--config", question.common.config.string()};
  if (!question.common.data.empty()) options.insert(options.end(), {"--data", question.common.data.string()});
  words.insert(place, options.begin(), options.end());
  call.arguments = std::move(words);
  call.input = input;
  call.within = within;
  auto outcome = call_program(call);
  if (!outcome) return outcome.error();
  const bool answered = outcome.value().exit_code == 0 ||
                        (may_fail && outcome.value().exit_code == 1 && !outcome.value().out.empty());
  if (!answered) return error_of(outcome.value().err);
  return std::move(outcome).value().out;
}

// Lines of JSON as a list; what is no JSON is left out.
Json list_of(const std::string& lines) {
  Json list = Json::array();
  std::size_t from = 0;
  while (from < lines.size()) {
    const std::size_t to = std::min(lines.find('\n', from), lines.size());
    Json line = Json::parse(lines.substr(from, to - from), nullptr, false);
    if (line.is_object()) list.push_back(std::move(line));
    from = to + 1;
  }
  return list;
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> as_list(const Result<std::string>& said) {
  return said ? Result<std::string>(dump(list_of(said.value()))) : said;
}

// The last of the lines, which is the fact that was asked for.
Result<std::string> as_object(const Result<std::string>& said) {
  if (!said) return said;
  const Json list = list_of(said.value());
  return list.empty() ? std::string("{}") : dump(list.back());
}

std::filesystem::path data_of(const Question& question) {
  return question.common.data.empty() ? default_data_folder() : question.common.data;
}

bool has_journal(const Question& question) {
  std::error_code ignored;
  return std::filesystem::exists(journal_file(data_of(question)), ignored);
}

Result<std::string> list_history(const Question& question) {
  // Before the first run there is none, and nothing has happened.
  if (!has_journal(question)) return std::string("[]");
  Words words = {"log", "list", "--json", "-n", std::to_string(question.facts.value("count", 100))};
  for (const char* key : {"gate", "verdict"}) {
    if (const std::string value = question.text(key); !value.empty())
      words.insert(words.end(), {std::string("--") + key, value});
  }
  for (const char* key : {"from", "to"}) {
    const std::int64_t time = question.facts.value(key, std::int64_t{0});
    if (time > 0) words.insert(words.end(), {std::string("--") + key, utc_time(time)});
  }
  if (question.is("all")) words.emplace_back("--all");
  return as_list(run(question, std::move(words)));
}

// Which run of the journal holds the record, counted from the oldest.
Result<int> run_of(const JournalReader& reader, std::uint64_t sequence) {
  RunReader runs(reader);
  int number = 0;
  while (true) {
    auto item = runs.next();
    if (!item) return item.error();
    if (!item.value()) break;
    const auto* start = std::get_if<RunStart>(&*item.value());
    if (start == nullptr) continue;
    if (start->sequence > sequence) break;
    number = start->number;
  }
  return number;
}

Result<std::string> ask_what_if(const Question& question) {
  const auto reader = open_journal_reader(journal_file(data_of(question)));
  if (!reader) return reader.error();
  Which which;
  which.id = question.facts.value("id", std::uint64_t{0});
  const auto id = find_interaction(*reader.value(), which);
  if (!id) return id.error();
  if (!id.value()) return Error{ErrorCode::kNotFound, "interaction " + question.id()};
  const auto interaction = read_interaction(*reader.value(), *id.value());
  if (!interaction) return interaction.error();
  const auto number = run_of(*reader.value(), *id.value());
  if (!number) return number.error();
  const auto said = run(question,
                        {"replay", "--json", "--policy", question.text("policy"), "--run",
                         std::to_string(number.value()), "--", journal_file(data_of(question)).string()},
                        kLater);
  if (!said) return said;
  Milliseconds ends = interaction.value().at;
  for (const GateStep& gate : interaction.value().gates) ends = std::max(ends, gate.at);
  Json lines = Json::array();
  for (Json& line : list_of(said.value())) {
    if (!line.contains("t") || !line["t"].is_number()) continue;
    const auto at = static_cast<Milliseconds>(line["t"].get<double>() * 1000.0);
    if (at >= interaction.value().at - kBefore && at <= ends + kAfter) lines.push_back(std::move(line));
  }
  return dump({{"lines", std::move(lines)}});
}

// Contacts, with what their names are taken for, and whether messages are on.
Result<std::string> list_people_facts(const Question& question) {
  const auto comms = as_object(run(question, {"comms", "status", "--json"}));
  if (!comms) return comms;
  const auto contacts = run(question, {"contacts", "list", "--json"});
  if (!contacts) return contacts;
  std::map<std::string, Json> findings;
  // A check that cannot be made leaves no warnings, and the list stands.
  if (const auto checked = run(question, {"contacts", "check", "--json"}, kSoon, "", true)) {
    for (const Json& line : list_of(checked.value())) {
      const bool sound = line.value("type", "") == "sound" && line.value("trouble", "") != "common-name";
      if (!sound) continue;
      for (const char* who : {"contact", "other"}) {
        // What sounds like a word of every day names that word in the other's place.
        if (line.value("trouble", "") != "alike" && std::string_view(who) == "other") continue;
        findings[line.value(who, "")].push_back(line.value("text", ""));
      }
    }
  }
  Json list = list_of(contacts.value());
  for (Json& contact : list) {
    contact["findings"] = findings[contact.value("name", "")];
    if (contact["findings"].is_null()) contact["findings"] = Json::array();
    contact["from"] = contact.value("in_settings", false) ? "sotto.toml" : "people.toml";
  }
  Json facts = {{"communications", Json::parse(comms.value()).value("on", false)},
                {"contacts", std::move(list)},
                {"voices", Json::array()}};
  if (const auto voices = as_object(run(question, {"enroll", "--list", "--json"}))) {
    for (const Json& name : Json::parse(voices.value()).value("names", Json::array()))
      facts["voices"].push_back({{"name", name}});
  } else {
    // Nobody is known then, which is not the same as nobody being enrolled.
    facts["voices_trouble"] = voices.error().line();
  }
  return dump(facts);
}

Result<std::string> safety_facts(const Question& question) {
  Json facts = {{"policy", nullptr}, {"checkpoint", nullptr}, {"campaign", nullptr}};
  const auto policy = as_object(run(question, {"policy", "show", "--json"}));
  if (!policy) return policy;
  facts["policy"] = Json::parse(policy.value(), nullptr, false);
  const auto config = find_config(question.common);
  if (!config) return config.error();
  facts["campaign"] = campaign_facts(data_of(question) / page_settings(config.value()).report);
  if (has_journal(question)) {
    const auto reader = open_journal_reader(journal_file(data_of(question)));
    const auto checkpoints =
        reader ? reader.value()->checkpoints() : Result<std::vector<StoredCheckpoint>>(reader.error());
    if (!checkpoints) return checkpoints.error();
    if (!checkpoints.value().empty()) facts["checkpoint"] = {{"size", checkpoints.value().back().size}};
  }
  return dump(facts);
}

Result<std::string> approve_message(const Question& question) {
  Words words = {"outbox", "approve", "--json", "--yes"};
  if (question.is("again")) words.emplace_back("--again");
  words.insert(words.end(), {"--", question.id()});
  return as_object(run(question, std::move(words), kLater));
}

Result<std::string> allow_contact(const Question& question) {
  const char* verb = question.is("allowed") ? "allow" : "forbid";
  return as_object(run(question, {"contacts", verb, "--json", "--", question.text("name")}));
}

Result<std::string> switch_communications(const Question& question) {
  Words words = {"comms", question.is("on") ? "on" : "off", "--json"};
  if (!question.is("on")) words.emplace_back("--yes");
  return as_object(run(question, std::move(words)));
}

using Answer = Result<std::string> (*)(const Question& question);

const std::map<std::string, Answer>& answers() {
  static const std::map<std::string, Answer> kAnswers = {
      {"outbox",
       [](const Question& q) {
         return as_list(run(q, {"outbox", "list", "--json"}));
       }},
      {"cancel",
       [](const Question& q) {
         return as_object(run(q, {"outbox", "cancel", "--json", "--", q.id()}));
       }},
      {"approve", approve_message},
      {"message-sound",
       [](const Question& q) {
         return run(q, {"outbox", "sound", "--", q.id()});
       }},
      {"history", list_history},
      {"interaction",
       [](const Question& q) {
         return as_object(run(q, {"explain", "--json", "--", q.id()}));
       }},
      {"interaction-sound",
       [](const Question& q) {
         return run(q, {"explain", "--sound", "-", "--", q.id()});
       }},
      {"what-if", ask_what_if},
      {"forget",
       [](const Question& q) {
         return as_object(run(q, {"log", "purge", "--json", "--yes", "--id", q.id()}));
       }},
      {"people", list_people_facts},
      {"allow", allow_contact},
      {"import",
       [](const Question& q) {
         return as_list(
             run(q, {"contacts", "import", "--json", "--", "/dev/stdin"}, kLater, q.text("cards")));
       }},
      {"comms", switch_communications},
      {"release",
       [](const Question& q) {
         return as_object(run(q, {"comms", "release", "--json"}));
       }},
      {"safety", safety_facts},
      {"verify",
       [](const Question& q) {
         return as_object(run(q, {"log", "verify", "--json"}, kLater, "", true));
       }},
      {"examine",
       [](const Question& q) {
         return as_list(run(q, {"doctor", "--json"}, kLater, "", true));
       }},
  };
  return kAnswers;
}

}  // namespace

std::string answer_as_clerk(const Common& common, const std::string& question) {
  Json facts = Json::parse(question, nullptr, false);
  Result<std::string> said = Error{ErrorCode::kUsage, "the question"};
  try {
    const auto known = facts.is_object() ? answers().find(facts.value("call", "")) : answers().end();
    if (known != answers().end()) said = known->second({common, std::move(facts)});
  } catch (const Json::exception&) {
    said = Error{ErrorCode::kUsage, "the question"};
  }
  if (said) return "{\"ok\":true}\n" + said.value();
  return dump({{"ok", false}, {"error", code_name(said.error().code)}, {"detail", said.error().detail}}) +
         "\n";
}

}  // namespace sotto
