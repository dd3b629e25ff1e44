#include "adapters/opusenc/opus_encoder.hpp"

#include <opusenc.h>

#include <algorithm>
#include <string>

#include "base/units.hpp"

namespace sotto {
namespace {

// Any number would do; a fixed one makes the same sound the same bytes.
constexpr opus_int32 kSerialNumber = 0x536F7474;
constexpr std::size_t kBlockSamples = 16384;

struct EncoderDeleter {
  void operator()(OggOpusEnc* encoder) const { ope_encoder_destroy(encoder); }
};
struct CommentsDeleter {
  void operator()(OggOpusComments* comments) const { ope_comments_destroy(comments); }
};

Error engine_error(int code) {
  return {ErrorCode::kEngineFailed, std::string("libopusenc: ") + ope_strerror(code)};
}

void take_pages(OggOpusEnc* encoder, bool flush, std::vector<std::byte>& file) {
  unsigned char* page = nullptr;
  opus_int32 length = 0;
  while (ope_encoder_get_page(encoder, &page, &length, flush ? 1 : 0) != 0) {
    const auto* bytes = reinterpret_cast<const std::byte*>(page);
    file.insert(file.end(), bytes, bytes + length);
  }
}

class OpusEncoder final : public AudioEncoder {
 public:
  explicit OpusEncoder(OpusOptions options) : options_(options) {}

  Result<std::vector<std::byte>> encode(std::span<const float> samples) override {
    if (samples.empty()) return Error{ErrorCode::kFileEmpty, "a recording without sound"};
    const std::unique_ptr<OggOpusComments, CommentsDeleter> comments(ope_comments_create());
    if (comments == nullptr) return engine_error(OPE_ALLOC_FAIL);
    int code = OPE_OK;
    const std::unique_ptr<OggOpusEnc, EncoderDeleter> encoder(
        ope_encoder_create_pull(comments.get(), kSampleRate, 1, 0, &code));
    if (encoder == nullptr) return engine_error(code);
    if (code = configure(encoder.get()); code != OPE_OK) return engine_error(code);
    std::vector<std::byte> file;
    while (!samples.empty()) {
      const auto block = samples.first(std::min(kBlockSamples, samples.size()));
      code = ope_encoder_write_float(encoder.get(), block.data(), static_cast<int>(block.size()));
      if (code != OPE_OK) return engine_error(code);
      take_pages(encoder.get(), false, file);
      samples = samples.subspan(block.size());
    }
    if (code = ope_encoder_drain(encoder.get()); code != OPE_OK) return engine_error(code);
    take_pages(encoder.get(), true, file);
    return file;
  }

  [[nodiscard]] std::string extension() const override { return "ogg"; }

 private:
  [[nodiscard]] int configure(OggOpusEnc* encoder) const {
    int code = ope_encoder_ctl(encoder, OPE_SET_SERIALNO(kSerialNumber));
    if (code == OPE_OK) code = ope_encoder_ctl(encoder, OPUS_SET_APPLICATION(OPUS_APPLICATION_VOIP));
    if (code == OPE_OK) code = ope_encoder_ctl(encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
    if (code == OPE_OK) code = ope_encoder_ctl(encoder, OPUS_SET_BITRATE(options_.bits_per_second));
    return code;
  }

  OpusOptions options_;
};

}  // namespace

Result<std::unique_ptr<AudioEncoder>> make_opus_encoder(OpusOptions options) {
  SOTTO_ASSERT(options.bits_per_second >= 6000 && options.bits_per_second <= 128'000);
  return std::unique_ptr<AudioEncoder>(new OpusEncoder(options));
}

}  // namespace sotto
