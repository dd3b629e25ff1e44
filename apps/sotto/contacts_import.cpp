// sotto contacts import: people from the address books that everybody has.
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "people/import_people.hpp"
#include "people/vcard.hpp"
#include "sotto/contacts_commands.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kBlockBytes = 65536;
// Ten times what an address book of ten thousand people with photographs takes.
constexpr std::uintmax_t kFileBytesMax = 1U << 30U;

struct ImportCommand {
  Common common;
  std::vector<std::string> files;
  std::string me;
};

// Says how far it is, on a terminal.
class ImportProgress {
 public:
  explicit ImportProgress(std::uintmax_t bytes) : bytes_(bytes), on_(::isatty(STDERR_FILENO) != 0) {}
  ~ImportProgress() {
    if (shown_) std::cerr << "\r\033[K" << std::flush;
  }
  ImportProgress(const ImportProgress&) = delete;
  ImportProgress& operator=(const ImportProgress&) = delete;

  void show(std::uintmax_t done) {
    const std::uintmax_t percent = bytes_ == 0 ? 100 : done * 100 / bytes_;
    if (!on_ || bytes_ < kWorthShowing || percent == last_) return;
    last_ = percent;
    shown_ = true;
    std::cerr << "\rread " << percent << " %" << std::flush;
  }

 private:
  static constexpr std::uintmax_t kWorthShowing = 100'000'000;
  std::uintmax_t bytes_;
  std::uintmax_t last_ = 1000;
  bool on_;
  bool shown_ = false;
};

Result<void> check_beginning(std::string_view block, const std::string& file) {
  if (block.empty()) return Error{ErrorCode::kFileEmpty, file};
  const bool utf16 = block.starts_with("\xff\xfe") || block.starts_with("\xfe\xff");
  if (utf16)
    return Error{ErrorCode::kFileInvalid, file + " is in UTF-16: export it again as vCard 3.0 or 4.0"};
  return {};
}

Result<ImportReport> import_file(const ImportCommand& options, const std::string& file,
                                 std::vector<ContactEntry>& contacts) {
  std::error_code trouble;
  if (!fs::exists(file, trouble)) return Error{ErrorCode::kFileMissing, file};
  if (fs::is_directory(file, trouble)) return Error{ErrorCode::kFileUnreadable, file};
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return Error{ErrorCode::kFileUnreadable, file};
  const std::uintmax_t known = fs::file_size(file, trouble);
  ImportProgress progress(trouble ? 0 : known);
  Importer importer(contacts, options.me);
  VCardReader reader([&importer](const VCard& card) { importer.take(card); },
                     [&importer](const CardFault& fault) { importer.note(fault); });
  std::string block(kBlockBytes, '\0');
  std::uintmax_t bytes = 0;
  do {
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    const std::string_view read(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (bytes == 0) {
      if (auto checked = check_beginning(read, file); !checked) return checked.error();
    }
    bytes += read.size();
    if (bytes > kFileBytesMax) return Error{ErrorCode::kTooLong, file + " is over 1 GB"};
    reader.read(read);
    progress.show(bytes);
  } while (stream);
  if (stream.bad()) return Error{ErrorCode::kFileUnreadable, file};
  reader.finish();
  if (reader.cards() == 0) return Error{ErrorCode::kFileInvalid, file + " holds no vCard"};
  return importer.finish();
}

void add_up(ImportReport& sum, const ImportReport& report) {
  sum.added += report.added;
  sum.extended += report.extended;
  sum.unchanged += report.unchanged;
  sum.relations += report.relations;
  sum.left_out += report.left_out;
  sum.own_card = sum.own_card || report.own_card;
}

void print_faults(const ImportCommand& options, const std::string& file, const ImportReport& report) {
  for (const CardFault& fault : report.faults) {
    if (options.common.json) {
      const Json line = {{"type", "card"},
                         {"file", file},
                         {"card", fault.number},
                         {"left_out", fault.skipped},
                         {"what", fault.what}};
      std::cout << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    } else {
      std::cout << file << ", card " << fault.number << ": " << fault.what
                << (fault.skipped ? " (left out)" : "") << '\n';
    }
  }
}

void print_sum(const ImportCommand& options, const ImportReport& sum) {
  if (options.common.json) {
    const Json line = {{"type", "import"},         {"added", sum.added},
                       {"extended", sum.extended}, {"unchanged", sum.unchanged},
                       {"left_out", sum.left_out}, {"relations", sum.relations}};
    std::cout << line.dump() << '\n';
    return;
  }
  std::cout << sum.added << (sum.added == 1 ? " contact" : " contacts") << " added, " << sum.extended
            << " extended, " << sum.unchanged << " unchanged, " << sum.left_out
            << (sum.left_out == 1 ? " card" : " cards") << " left out.\n";
  if (!options.me.empty() && !sum.own_card) {
    std::cout << "There is no card of " << options.me << ", so nobody's relation is known.\n";
  } else if (!options.me.empty()) {
    std::cout << sum.relations << (sum.relations == 1 ? " relation" : " relations")
              << " taken from the card of " << options.me << ".\n";
  }
  std::cout << "Nobody is allowed by an import. To allow somebody: sotto contacts allow NAME\n";
}

int import(const ImportCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  People after = book.value().loaded.people;
  ImportReport sum;
  std::vector<std::pair<std::string, ImportReport>> reports;
  for (const std::string& file : options.files) {
    const auto report = import_file(options, file, after.contacts);
    if (!report) return fail(report.error());
    add_up(sum, report.value());
    reports.emplace_back(file, report.value());
  }
  if (after != book.value().loaded.people) {
    if (auto saved = book.value().save(after); !saved) return fail(saved.error());
  }
  for (const auto& [file, report] : reports) print_faults(options, file, report);
  report_sounds(book.value(), after, options.common.json);
  print_sum(options, sum);
  return 0;
}

}  // namespace

void add_contacts_import(CLI::App& contacts, int& exit_code) {
  auto options = std::make_shared<ImportCommand>();
  CLI::App* command =
      contacts.add_subcommand("import", "bring people from vCard files; nobody is allowed by it");
  command->add_option("FILE", options->files, "vCards 2.1, 3.0 or 4.0")->required();
  command->add_option("--me", options->me,
                      "the name on your own card: whom it calls a relation is known as \"my husband\" ...");
  add_common(*command, options->common, "sotto contacts import contacts.vcf --me \"Ana Reyes\"");
  command->callback([options, &exit_code] { exit_code = import(*options); });
}

}  // namespace sotto
