#include "journal/codec.hpp"

#include <array>
#include <utility>

#include "journal/json_values.hpp"

namespace sotto {

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PolicyChanged, policy)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(VocabularyChanged, vocabulary)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ContactsChanged, communications_on, contacts)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SpeechStarted, start)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SpeechPaused, span)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WakeProposed, at, scores, nonce)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Transcribed, request, transcript)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TranscriptionFailed, request, code)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(VoicesCompared, request, similarity, reference_ms, reply_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(VoiceComparisonFailed, request, code)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PromptEcho, found, over_talk_db)

inline void to_json(json& value, const PromptFinished& event) {
  value = {{"prompt", event.prompt}, {"heard", event.heard}};
  if (event.echo) value["echo"] = *event.echo;
}
inline void from_json(const json& value, PromptFinished& event) {
  value.at("prompt").get_to(event.prompt);
  value.at("heard").get_to(event.heard);
  if (const auto echo = value.find("echo"); echo != value.end()) event.echo = echo->get<PromptEcho>();
}
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TimerFired, timer)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DeviceAnswered, command, result, told)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MessageDelivered, message_id, contact, outcome, code)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SoundLost, samples)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RequestTyped, words)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(JournalChanged, writable, code)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Forgotten, request, done)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CaptureMuted, muted)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WallClockRead, epoch_ms, utc_offset_minutes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RemindersLoaded, reminders, rules)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RemindersNotKept, code)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(VoicesChanged, names)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(VoiceIdentified, request, scores, voiced_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(OrderGiven, source, device, command, value_tenths, approved)

// Reads back a permit that the core has made, for the process that reaches the devices.
struct OpenPermitCodec {
  static OpenPermit make(PermitSource source, std::string device, std::string command) {
    OpenPermit permit;
    permit.source_ = source;
    permit.device_ = std::move(device);
    permit.command_ = std::move(command);
    return permit;
  }
};

namespace {

// In the order of EventBody's alternatives.
constexpr std::array<const char*, std::variant_size_v<EventBody>> kEventNames = {
    "policy-changed",  "vocabulary-changed",      "contacts-changed",   "speech-started",
    "speech-paused",   "wake-proposed",           "transcribed",        "transcription-failed",
    "voices-compared", "voice-comparison-failed", "prompt-finished",    "timer-fired",
    "device-answered", "message-delivered",       "cancelled-by-hand",  "sound-lost",
    "request-typed",   "journal-changed",         "forgotten",          "capture-muted",
    "wall-clock-read", "reminders-loaded",        "reminders-not-kept", "sending-released",
    "voices-changed",  "voice-identified",        "order-given"};

// In the order of Effect's alternatives.
constexpr std::array<const char*, std::variant_size_v<Effect>> kEffectNames = {
    "transcribe",     "drop-transcription", "compare-voices", "speak",
    "stop-speaking",  "arm-timer",          "send-message",   "show-exhibit",
    "set-device",     "report-wake",        "report-heard",   "report-gate",
    "report-message", "report-device",      "forget-heard",   "keep-reminders",
    "ring",           "stop-ringing",       "report-timer",   "identify-voice"};

template <typename T>
json body_to_json(const T& body) {
  return body;
}
json body_to_json(const CancelledByHand&) {
  return json::object();
}
json body_to_json(const SendingReleased&) {
  return json::object();
}

template <typename T>
EventBody body_from_json(const json& value) {
  return value.get<T>();
}
template <>
EventBody body_from_json<CancelledByHand>(const json&) {
  return CancelledByHand{};
}
template <>
EventBody body_from_json<SendingReleased>(const json&) {
  return SendingReleased{};
}

template <std::size_t... Index>
EventBody body_by_index(std::size_t index, const json& value, std::index_sequence<Index...>) {
  EventBody body;
  ((index == Index ? void(body = body_from_json<std::variant_alternative_t<Index, EventBody>>(value))
                   : void()),
   ...);
  return body;
}

// Every number of an event is whole; a fraction becomes null, which no field accepts.
bool without_fractions(int /*depth*/, json::parse_event_t /*event*/, json& parsed) {
  if (parsed.is_number_float()) parsed = nullptr;
  return true;
}

json fields(const Transcribe& effect) {
  return {{"id", effect.id},
          {"span", effect.span},
          {"turn", turn_name(effect.turn)},
          {"forced", effect.forced_texts},
          {"full_context", effect.full_context}};
}
json fields(const DropTranscription& effect) {
  return {{"request", effect.request}};
}
json fields(const CompareVoices& effect) {
  return {{"id", effect.id}, {"reference", effect.reference}, {"reply", effect.reply}};
}
json fields(const Speak& effect) {
  return {{"id", effect.id}, {"prompt", prompt_name(effect.prompt)}, {"words", effect.words}};
}
json fields(const StopSpeaking&) {
  return json::object();
}
json fields(const ArmTimer& effect) {
  return {{"id", effect.id}, {"at", effect.at}};
}
json fields(const SendMessage& effect) {
  return {{"message_id", effect.recording.message_id()},
          {"contact_id", effect.recording.contact_id()},
          {"contact", effect.recording.contact_name()},
          {"span", effect.recording.span()},
          {"transcript", effect.transcript}};
}
json fields(const ShowExhibit& effect) {
  return {{"message_id", effect.exhibit.message_id},
          {"contact", effect.exhibit.contact_name},
          {"span", effect.exhibit.span}};
}
json fields(const SetDevice& effect) {
  json value = {{"id", effect.id},
                {"device", effect.device},
                {"command", effect.command},
                {"value_tenths", effect.value_tenths}};
  if (effect.permit) {
    value["permit"] = {{"source", permit_source_name(effect.permit->source())},
                       {"device", effect.permit->device()},
                       {"command", effect.permit->command()}};
  }
  return value;
}
json fields(const ReportWake& effect) {
  return {{"judgement", effect.judgement}, {"text", effect.text}, {"scores", effect.scores}};
}
json fields(const ReportHeard& effect) {
  json value = {{"turn", turn_name(effect.turn)},
                {"text", effect.text},
                {"confidence", effect.confidence},
                {"span", effect.span}};
  value["similarity"] = effect.similarity ? json(*effect.similarity) : json();
  value["same_voice"] = effect.same_voice ? json(*effect.same_voice) : json();
  return value;
}
json fields(const ReportGate& effect) {
  return {{"judgement", effect.judgement}};
}
json fields(const ReportMessage& effect) {
  return {{"state", message_state_name(effect.state)},
          {"message_id", effect.message_id},
          {"contact", effect.contact},
          {"span", effect.span},
          {"reason", reason_code(effect.reason)}};
}
json fields(const ReportDevice& effect) {
  return {{"device", effect.device}, {"command", effect.command}, {"result", effect.result}};
}

json fields(const IdentifyVoice& effect) {
  return {{"id", effect.id}, {"spans", effect.spans}};
}

json fields(const ForgetHeard& effect) {
  return {{"id", effect.id}, {"from", effect.from}, {"to", effect.to}};
}

json fields(const KeepReminders& effect) {
  return {{"reminders", effect.reminders}};
}
json fields(const Ring& effect) {
  return {{"id", effect.id}, {"kind", alert_kind_name(effect.kind)}, {"level", effect.level}};
}
json fields(const StopRinging&) {
  return json::object();
}
json fields(const ReportTimer& effect) {
  return {{"change", alert_change_name(effect.change)},
          {"kind", effect.kind},
          {"text", effect.text},
          {"length_ms", effect.length_ms},
          {"at", effect.at}};
}

}  // namespace

std::string_view event_name(const EventBody& body) {
  return kEventNames.at(body.index());
}

std::string_view effect_name(const Effect& effect) {
  return kEffectNames.at(effect.index());
}

std::string encode_event(const Event& event) {
  json value = {{"sequence", event.sequence}, {"at", event.at}, {"event", event_name(event.body)}};
  value["body"] = std::visit([](const auto& body) { return body_to_json(body); }, event.body);
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Event> decode_event(std::string_view line) {
  try {
    const json value = json::parse(line, without_fractions);
    const auto name = value.at("event").get<std::string>();
    for (std::size_t i = 0; i < kEventNames.size(); ++i) {
      if (name != kEventNames[i]) continue;
      Event event{
          value.at("sequence").get<std::uint64_t>(), value.at("at").get<Milliseconds>(),
          body_by_index(i, value.at("body"), std::make_index_sequence<std::variant_size_v<EventBody>>{})};
      // Names of enumerators that do not exist, numbers out of range, further keys: none survives this.
      if (encode_event(event) != line) break;
      return event;
    }
  } catch (const json::exception&) {
    // What the parser says quotes the line, and nothing heard may get into a message.
  }
  return Error{ErrorCode::kFileInvalid, "event line"};
}

std::string encode_effect(const Effect& effect) {
  json value = std::visit([](const auto& body) { return fields(body); }, effect);
  value["effect"] = effect_name(effect);
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<SetDevice> decode_set_device(std::string_view line) {
  try {
    const json value = json::parse(line, without_fractions);
    SetDevice effect;
    effect.id = value.at("id").get<std::uint64_t>();
    effect.device = value.at("device").get<std::string>();
    effect.command = value.at("command").get<std::string>();
    effect.value_tenths = value.at("value_tenths").get<std::int64_t>();
    if (const auto permit = value.find("permit"); permit != value.end()) {
      const bool page = permit->at("source") == permit_source_name(PermitSource::kPage);
      effect.permit = OpenPermitCodec::make(page ? PermitSource::kPage : PermitSource::kVoice,
                                            permit->at("device").get<std::string>(),
                                            permit->at("command").get<std::string>());
    }
    if (encode_effect(effect) == line) return effect;
  } catch (const json::exception&) {
    // What the parser says quotes the line.
  }
  return Error{ErrorCode::kFileInvalid, "effect line"};
}

}  // namespace sotto
