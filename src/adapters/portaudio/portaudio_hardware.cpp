#include <dlfcn.h>
#include <portaudio.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>
#include <optional>
#include <utility>

#include "adapters/portaudio/quiet_stderr.hpp"
#include "adapters/portaudio/sound_hardware.hpp"

namespace sotto {
namespace {

// Four periods of 20 ms: small enough to answer quickly, large enough for a machine that is busy with other
// work. A gap in a prompt is worse than a prompt that comes a little later.
constexpr double kInputLatencySeconds = 0.08;
constexpr double kOutputLatencySeconds = 0.12;
constexpr int kMostChannels = 8;

// PortAudio is one per process and not thread-safe: all but the callbacks happens under this lock.
std::mutex& portaudio_lock() {
  static std::mutex lock;
  return lock;
}

StreamMoment moment_of(const PaStreamCallbackTimeInfo* time, double first_frame_s, bool glitch) {
  return {time->currentTime, first_frame_s, glitch};
}

struct CallbackTarget {
  StreamUser* user = nullptr;
  std::size_t channels = 0;
};

int on_block(const void* input, void* output, unsigned long frames, const PaStreamCallbackTimeInfo* time,
             PaStreamCallbackFlags flags, void* data) {
  const auto* target = static_cast<const CallbackTarget*>(data);
  const std::size_t samples = frames * target->channels;
  if (input != nullptr) {
    const bool glitch = (flags & paInputOverflow) != 0;
    target->user->on_input({static_cast<const float*>(input), samples},
                           moment_of(time, time->inputBufferAdcTime, glitch));
  }
  if (output != nullptr) {
    const bool glitch = (flags & paOutputUnderflow) != 0;
    target->user->on_output({static_cast<float*>(output), samples},
                            moment_of(time, time->outputBufferDacTime, glitch));
  }
  return paContinue;
}

void on_finished(void* data) {
  static_cast<const CallbackTarget*>(data)->user->on_end();
}

class PortAudioStream final : public SoundStream {
 public:
  PortAudioStream(std::shared_ptr<SoundHardware> hardware, int& open_streams)
      : hardware_(std::move(hardware)), open_streams_(open_streams) {}
  ~PortAudioStream() override {
    if (stream_ == nullptr) return;
    const std::scoped_lock guard(portaudio_lock());
    const QuietStderr quiet;
    Pa_AbortStream(stream_);
    Pa_CloseStream(stream_);
    --open_streams_;
  }

  [[nodiscard]] StreamFormat format() const override { return format_; }

  // REQUIRES: portaudio_lock() is held, and nothing was started yet.
  bool start(const PaStreamParameters& parameters, SoundDirection direction, int rate_hz, StreamUser& user) {
    const bool in = direction == SoundDirection::kIn;
    format_ = {rate_hz, parameters.channelCount};
    target_ = {&user, static_cast<std::size_t>(parameters.channelCount)};
    PaStream* stream = nullptr;
    // Clipping and dither are ours to decide; samples are in range already.
    const PaError opened =
        Pa_OpenStream(&stream, in ? &parameters : nullptr, in ? nullptr : &parameters, rate_hz,
                      paFramesPerBufferUnspecified, paClipOff | paDitherOff, on_block, &target_);
    if (opened != paNoError) return false;
    user.on_start(format_);
    Pa_SetStreamFinishedCallback(stream, on_finished);
    if (Pa_StartStream(stream) != paNoError) {
      Pa_CloseStream(stream);
      return false;
    }
    stream_ = stream;
    ++open_streams_;
    return true;
  }

 private:
  std::shared_ptr<SoundHardware> hardware_;
  int& open_streams_;
  StreamFormat format_;
  CallbackTarget target_;
  PaStream* stream_ = nullptr;
};

std::string lower_case(std::string text) {
  for (char& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return text;
}

int channels_of(const PaDeviceInfo& info, SoundDirection direction) {
  return direction == SoundDirection::kIn ? info.maxInputChannels : info.maxOutputChannels;
}

// The device of that name, or the only one whose name holds it; "" is the default one.
std::optional<PaDeviceIndex> find_device(const std::string& name, SoundDirection direction) {
  if (name.empty()) {
    const PaDeviceIndex index =
        direction == SoundDirection::kIn ? Pa_GetDefaultInputDevice() : Pa_GetDefaultOutputDevice();
    if (index == paNoDevice) return std::nullopt;
    return index;
  }
  std::optional<PaDeviceIndex> part;
  int parts = 0;
  for (PaDeviceIndex index = 0; index < Pa_GetDeviceCount(); ++index) {
    const PaDeviceInfo* info = Pa_GetDeviceInfo(index);
    if (info == nullptr || channels_of(*info, direction) == 0) continue;
    if (name == info->name) return index;
    if (lower_case(info->name).find(lower_case(name)) != std::string::npos) {
      part = index;
      ++parts;
    }
  }
  if (parts != 1) return std::nullopt;
  return part;
}

void ignore_alsa_message(const char*, int, const char*, int, const char*, ...) {}

// Tells ALSA not to write to standard error, where it would report every short gap from the real-time thread.
// ALSA is reached by name because it is there only where PortAudio was built with it.
void silence_alsa() {
  using Handler =
      void (*)(const char* file, int line, const char* function, int code, const char* format, ...);
  using SetHandler = int (*)(Handler);
  void* found = ::dlsym(RTLD_DEFAULT, "snd_lib_error_set_handler");
  if (found != nullptr) reinterpret_cast<SetHandler>(found)(ignore_alsa_message);
}

class PortAudioHardware final : public SoundHardware, public std::enable_shared_from_this<PortAudioHardware> {
 public:
  PortAudioHardware() {
    const std::scoped_lock guard(portaudio_lock());
    initialise();
  }
  ~PortAudioHardware() override {
    const std::scoped_lock guard(portaudio_lock());
    const QuietStderr quiet;
    if (running_) Pa_Terminate();
  }

  Result<std::unique_ptr<SoundStream>> open(SoundDirection direction, const std::string& device,
                                            int wanted_rate_hz, StreamUser& user) override {
    auto stream = std::make_unique<PortAudioStream>(shared_from_this(), open_streams_);
    const std::scoped_lock guard(portaudio_lock());
    const QuietStderr quiet;
    const auto index = running_ ? find_device(device, direction) : std::nullopt;
    if (!index) return missing(device, direction);
    const PaDeviceInfo* info = Pa_GetDeviceInfo(*index);
    const int most_channels = std::min(channels_of(*info, direction), kMostChannels);
    PaStreamParameters parameters{};
    parameters.device = *index;
    parameters.sampleFormat = paFloat32;
    parameters.suggestedLatency =
        direction == SoundDirection::kIn ? kInputLatencySeconds : kOutputLatencySeconds;
    // Nearest to what is wanted first; hardware without a mixer in front of it often knows one format only.
    const std::array<int, 2> rates{wanted_rate_hz, static_cast<int>(info->defaultSampleRate)};
    for (const int rate_hz : rates) {
      for (const int channels : {1, 2, most_channels}) {
        if (channels > most_channels) continue;
        parameters.channelCount = channels;
        if (stream->start(parameters, direction, rate_hz, user)) return as_stream(std::move(stream));
      }
    }
    return missing(device, direction);
  }

  void refresh() override {
    const std::scoped_lock guard(portaudio_lock());
    if (open_streams_ > 0) return;
    if (running_) Pa_Terminate();
    initialise();
  }

  std::vector<SoundDevice> devices() override {
    const std::scoped_lock guard(portaudio_lock());
    std::vector<SoundDevice> found;
    if (!running_) return found;
    for (PaDeviceIndex index = 0; index < Pa_GetDeviceCount(); ++index) {
      const PaDeviceInfo* info = Pa_GetDeviceInfo(index);
      if (info == nullptr) continue;
      const PaHostApiInfo* host = Pa_GetHostApiInfo(info->hostApi);
      found.push_back({info->name, host == nullptr ? "" : host->name, info->maxInputChannels,
                       info->maxOutputChannels, static_cast<int>(info->defaultSampleRate),
                       index == Pa_GetDefaultInputDevice(), index == Pa_GetDefaultOutputDevice()});
    }
    return found;
  }

 private:
  static std::unique_ptr<SoundStream> as_stream(std::unique_ptr<PortAudioStream> stream) { return stream; }

  static Error missing(const std::string& device, SoundDirection direction) {
    const std::string kind = direction == SoundDirection::kIn ? "microphone" : "loudspeaker";
    return {ErrorCode::kNoSoundDevice, device.empty() ? kind : kind + " \"" + device + "\""};
  }

  void initialise() {
    silence_alsa();
    const QuietStderr quiet;
    running_ = Pa_Initialize() == paNoError;
  }

  bool running_ = false;
  int open_streams_ = 0;
};

}  // namespace

std::shared_ptr<SoundHardware> portaudio_hardware() {
  static std::mutex lock;
  static std::weak_ptr<SoundHardware> current;
  const std::scoped_lock guard(lock);
  auto hardware = current.lock();
  if (hardware == nullptr) {
    hardware = std::make_shared<PortAudioHardware>();
    current = hardware;
  }
  return hardware;
}

std::vector<SoundDevice> list_sound_devices() {
  return portaudio_hardware()->devices();
}

}  // namespace sotto
