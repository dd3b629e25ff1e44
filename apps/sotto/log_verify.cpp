// sotto log verify: whether anybody has changed the journal, and what nobody can know.
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <vector>

#include "adapters/posix/checkpoint_files.hpp"
#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "journal/checkpoint.hpp"
#include "journal/journal_verifier.hpp"
#include "runtime/private_file.hpp"
#include "sotto/clock_time.hpp"
#include "sotto/log_commands.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kWitnessBytesMax = std::size_t{256} << 20U;
constexpr std::size_t kRecordingBytesMax = std::size_t{64} << 20U;

struct VerifyCommand {
  LogOptions log;
  std::filesystem::path key;
  std::vector<std::filesystem::path> witnesses;
};

Result<std::vector<std::string>> read_witness(const std::filesystem::path& file) {
  const auto bytes = read_private_file(file, kWitnessBytesMax);
  if (!bytes) return bytes.error();
  return split_notes(std::string(bytes.value().begin(), bytes.value().end()));
}

// The owner's key, where it lies in its place or was named.
Result<std::optional<PublicKey>> find_key(const VerifyCommand& options) {
  std::error_code ignored;
  const std::filesystem::path usual = keys_folder() / "journal.pub";
  if (options.key.empty() && !std::filesystem::exists(usual, ignored)) return std::optional<PublicKey>();
  const auto key = read_public_key(options.key.empty() ? usual : options.key);
  if (!key) return key.error();
  return std::optional(key.value());
}

Result<std::vector<std::string>> find_witnesses(const VerifyCommand& options) {
  std::vector<std::string> notes;
  for (const std::filesystem::path& file : options.witnesses) {
    auto read = read_witness(file);
    if (!read) return read.error();
    notes.insert(notes.end(), read.value().begin(), read.value().end());
  }
  const auto head = read_head(head_file(data_of_journal(options.log)));
  if (!head) return head.error();
  if (head.value()) notes.push_back(*head.value());
  return notes;
}

std::optional<std::string> hash_of_file(const std::filesystem::path& file) {
  const auto bytes = read_private_file(file, kRecordingBytesMax);
  if (!bytes) return std::nullopt;
  return to_hex(sha256(bytes.value()));
}

Json json_of(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"record", finding.sequence}, {"reason", finding.reason}, {"words", finding.words}});
  }
  return list;
}

void print_json(const VerifyReport& report) {
  Json line;
  line["type"] = "verify";
  line["intact"] = report.ok();
  line["journal"] = report.journal_id;
  line["records"] = report.records;
  line["checkpoints"] = report.checkpoints;
  line["witnesses"] = report.witnesses;
  line["key_trusted"] = report.key_trusted;
  line["signed_records"] = report.signed_records;
  line["held_elsewhere"] = report.held_elsewhere;
  line["unsigned_tail"] = report.unsigned_tail.records;
  line["unwitnessed_tail"] = report.unwitnessed_tail.records;
  line["words_destroyed"] = report.words_destroyed;
  line["recordings"] = report.recordings;
  line["recordings_destroyed"] = report.recordings_destroyed;
  line["findings"] = json_of(report.findings);
  line["notes"] = json_of(report.notes);
  line["left_out"] = report.left_out;
  std::cout << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

std::string counted(std::uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

void print_findings(const VerifyReport& report) {
  for (const Finding& finding : report.findings) {
    std::cout << "  record " << finding.sequence << ": " << finding.words << " (" << finding.reason << ")\n";
  }
}

void print_text(const VerifyReport& report) {
  if (report.ok()) {
    std::cout << (report.key_trusted ? "Intact: " : "Consistent in itself: ");
  } else {
    std::cout << "NOT INTACT, first at record " << report.findings.front().sequence << ": ";
  }
  std::cout << counted(report.records, "record");
  if (report.records > 0) {
    std::cout << ", from " << clock_time(report.first_wall_ms) << " to " << clock_time(report.last_wall_ms)
              << ", " << counted(report.boots, "start");
  }
  std::cout << ".\n";
  print_findings(report);
  std::cout << "Signed: the first " << report.signed_records << ", by "
            << counted(report.checkpoints, "checkpoint")
            << (report.key_trusted ? " with your key.\n" : ", but the owner's key was not at hand.\n");
  std::cout << "Held elsewhere: the first " << report.held_elsewhere << ", by " << report.witnesses
            << (report.witnesses == 1 ? " witness.\n" : " witnesses.\n");
  if (report.words_destroyed > 0 || report.recordings_destroyed > 0) {
    std::cout << "Deleted in order: words of " << counted(report.words_destroyed, "record") << ", "
              << counted(report.recordings_destroyed, "recording") << ".\n";
  }
  if (!report.notes.empty()) std::cout << "To know, and what cannot be known:\n";
  for (const Finding& note : report.notes) std::cout << "  " << note.words << '\n';
  if (report.left_out > 0) std::cout << "and " << report.left_out << " more\n";
}

int run(const VerifyCommand& options) {
  VerifyOptions how;
  how.hash = sha256;
  how.verify = verify_signature;
  const auto key = find_key(options);
  if (!key) return fail(key.error());
  how.trusted_key = key.value();
  auto witnesses = find_witnesses(options);
  if (!witnesses) return fail(witnesses.error());
  how.witnesses = std::move(witnesses).value();
  ReaderOptions thorough;
  thorough.check_structure = true;
  const auto reader = open_journal_reader(journal_path(options.log), thorough);
  if (!reader) return fail(reader.error());
  const auto size = reader.value()->size();
  if (!size) return fail(size.error());
  RecordProgress progress(size.value());
  how.progress = [&progress](std::uint64_t records) { progress.show(records); };
  const std::filesystem::path data = data_of_journal(options.log);
  std::error_code ignored;
  // A journal that was brought from another machine comes without its recordings.
  if (options.log.journal.empty() || std::filesystem::exists(data / "recordings", ignored)) {
    how.recording_sha256 = [data](const std::string& file) { return hash_of_file(data / file); };
  }
  const auto report = verify_journal(*reader.value(), std::move(how));
  progress.clear();
  if (!report) return fail(report.error());
  if (options.log.common.json) {
    print_json(report.value());
  } else {
    print_text(report.value());
  }
  return report.value().ok() ? 0 : 1;
}

}  // namespace

void add_log_verify(CLI::App& log, int& exit_code) {
  auto options = std::make_shared<VerifyCommand>();
  CLI::App* command = log.add_subcommand("verify", "find whatever was changed in the journal");
  command->add_option("--key", options->key,
                      "the journal's public key (default: journal.pub in the configuration folder's keys)");
  command->add_option("--witness", options->witnesses,
                      "checkpoints that were kept elsewhere: a file of them; repeatable");
  add_log_options(*command, options->log, "sotto log verify --witness /media/usb/sotto");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
