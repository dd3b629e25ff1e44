#include "sotto/journaling.hpp"

#include <chrono>
#include <utility>

#include "adapters/opusenc/opus_encoder.hpp"
#include "adapters/posix/checkpoint_files.hpp"
#include "adapters/sodium/random_bytes.hpp"
#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "runtime/private_file.hpp"
#include "sotto/model_files.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

Result<std::unique_ptr<RecordingKeeper>> make_recording_keeper(const JournalingRequest& request) {
  if (auto key = load_or_make_owner_key(request.keys); !key) return key.error();
  auto sealer = make_sound_sealer(request.keys);
  if (!sealer) return sealer.error();
  auto encoder = make_opus_encoder();
  if (!encoder) return encoder.error();
  return std::make_unique<RecordingKeeper>(request.data,
                                           std::shared_ptr<AudioEncoder>(std::move(encoder).value()),
                                           std::shared_ptr<const SoundSealer>(std::move(sealer).value()));
}

// What every journal is written with; head: the latest checkpoint that is known elsewhere.
JournalOptions usual_options(Signer signer) {
  JournalOptions options;
  options.hash = sha256;
  options.verify = verify_signature;
  options.signer = std::move(signer);
  options.random = random_bytes;
  options.stamp = stamp_now;
  return options;
}

}  // namespace

Journaling::Journaling(JournalingRequest request) : request_(std::move(request)) {
  KeeperOptions options;
  options.open = [this] { return open(); };
  options.stamp = stamp_now;
  options.data_folder = request_.data;
  options.retention = request_.retention;
  options.on_trouble = [this](const std::optional<Error>& trouble) {
    request_.on_notice(trouble ? "journal: " + trouble->line() + "; nothing is sent meanwhile"
                               : "journal: it is written again");
  };
  if (request_.retention.audio_days > 0) {
    auto recordings = make_recording_keeper(request_);
    if (recordings) {
      recordings_ = std::move(recordings).value();
      options.recordings = recordings_.get();
    } else {
      request_.on_notice("no sound is kept: " + recordings.error().line());
    }
  }
  keeper_ = std::make_unique<JournalKeeper>(std::move(options), request_.beginning);
}

Journaling::~Journaling() = default;

Recorder* Journaling::recorder() {
  return keeper_.get();
}

Result<std::unique_ptr<JournalWriter>> Journaling::open() {
  if (auto made = make_private_folder(request_.data); !made) return made.error();
  auto signer = load_or_make_signing_key(request_.keys);
  if (!signer) return signer.error();
  JournalOptions options = usual_options(std::move(signer).value());
  options.on_checkpoint = [this](const std::string& note) { spread(note); };
  if (!request_.head.empty()) {
    auto head = read_head(request_.head);
    if (!head) return head.error();
    options.head = std::move(head).value();
  }
  return open_journal(journal_file(request_.data), std::move(options));
}

// A checkpoint that lies elsewhere as well is what finds a journal that was rolled back.
void Journaling::spread(const std::string& note) {
  Result<void> written;
  if (!request_.head.empty()) {
    written = make_private_folder(request_.head.parent_path());
    if (written) written = write_head(request_.head, note);
  }
  if (written && !request_.witness.empty()) written = append_witness(request_.witness, note);
  if (written.ok() != witness_failed_) return;
  witness_failed_ = !written.ok();
  request_.on_notice(written ? "journal: its witness is written again"
                             : "journal's witness: " + written.error().line());
}

Beginning beginning_of(const std::string& mode, const std::string& settings) {
  Beginning beginning;
  beginning.version = SOTTO_VERSION;
  beginning.mode = mode;
  beginning.settings = settings;
  if (const auto models = list_model_files(models_folder())) {
    for (const ModelFile& model : models.value()) beginning.models.emplace_back(model.name, model.sha256);
  }
  return beginning;
}

std::filesystem::path journal_file(const std::filesystem::path& data) {
  return data / "journal.db";
}

Result<std::unique_ptr<JournalWriter>> open_journal_by_hand(
    const std::filesystem::path& file, const std::filesystem::path& witness,
    const std::function<void(const Error& error)>& on_trouble) {
  auto signer = load_signing_key(keys_folder());
  if (!signer) return signer.error();
  const std::filesystem::path head = head_file(file.parent_path().empty() ? "." : file.parent_path());
  auto known = read_head(head);
  if (!known) return known.error();
  JournalOptions options = usual_options(std::move(signer).value());
  options.head = std::move(known).value();
  options.on_checkpoint = [head, witness, on_trouble](const std::string& note) {
    if (auto written = write_head(head, note); !written) on_trouble(written.error());
    if (witness.empty()) return;
    if (auto added = append_witness(witness, note); !added) on_trouble(added.error());
  };
  return open_journal(file, std::move(options));
}

Stamp stamp_now() {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  const auto monotonic = std::chrono::steady_clock::now().time_since_epoch();
  return {duration_cast<milliseconds>(wall).count(), duration_cast<milliseconds>(monotonic).count()};
}

}  // namespace sotto
