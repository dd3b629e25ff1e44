#include "runtime/enrolment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace sotto {
namespace {

constexpr Permille kVoiced = 500;  // of the voice activity, as in the measurements
constexpr float kFullScale = 0.999F;

bool same_name(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(x) == lower(y);
  });
}

EnrolmentFault fault_of_sound(std::span<const float> voiced) {
  if (to_milliseconds(static_cast<SampleCount>(voiced.size())) < kEnrolmentVoicedMin)
    return EnrolmentFault::kTooShort;
  double energy = 0;
  std::size_t clipped = 0;
  for (const float sample : voiced) {
    energy += static_cast<double>(sample) * static_cast<double>(sample);
    if (std::abs(sample) >= kFullScale) ++clipped;
  }
  const double rms = std::sqrt(energy / static_cast<double>(voiced.size()));
  if (rms < static_cast<double>(kLoudestPartMin)) return EnrolmentFault::kTooQuiet;
  const bool loud = clipped * 1000 > static_cast<std::size_t>(kClippedMax) * voiced.size();
  return loud ? EnrolmentFault::kClipped : EnrolmentFault::kNone;
}

// The mean of the parts, at unit length: every part counts the same.
VoiceEmbedding mean_of(const std::vector<VoiceEmbedding>& parts) {
  VoiceEmbedding mean{};
  for (const VoiceEmbedding& part : parts) {
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += part[i];
  }
  double squares = 0;
  for (const float value : mean) squares += static_cast<double>(value) * static_cast<double>(value);
  const double length = std::sqrt(squares);
  if (length <= 0) return mean;
  for (float& value : mean) value = static_cast<float>(static_cast<double>(value) / length);
  return mean;
}

// Each part against what the others have in common.
Permille least_similarity(const std::vector<VoiceEmbedding>& parts) {
  Permille least = 1000;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::vector<VoiceEmbedding> others = parts;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    least = std::min(least, similarity(parts[i], mean_of(others)));
  }
  return least;
}

// The two parts that are least alike.
std::pair<std::size_t, std::size_t> least_alike(const std::vector<VoiceEmbedding>& parts) {
  std::pair<std::size_t, std::size_t> found{0, 0};
  Permille least = 1001;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::size_t j = i + 1; j < parts.size(); ++j) {
      const Permille alike = similarity(parts[i], parts[j]);
      if (alike >= least) continue;
      least = alike;
      found = {i, j};
    }
  }
  return found;
}

// Two people who share the recording are each near to what is common to both, so each part may pass alone:
// the parts are sorted to the two that are least alike, and the two heaps compared.
Permille group_similarity(const std::vector<VoiceEmbedding>& parts) {
  const auto [first, second] = least_alike(parts);
  VoiceEmbedding a = parts[first];
  VoiceEmbedding b = parts[second];
  for (int round = 0; round < 3; ++round) {
    std::vector<VoiceEmbedding> to_a;
    std::vector<VoiceEmbedding> to_b;
    for (const VoiceEmbedding& part : parts)
      (similarity(part, a) >= similarity(part, b) ? to_a : to_b).push_back(part);
    // One part alone is judged against the others, above.
    if (to_a.size() < 2 || to_b.size() < 2) return 1000;
    a = mean_of(to_a);
    b = mean_of(to_b);
  }
  return similarity(a, b);
}

}  // namespace

std::string enrolment_advice(EnrolmentFault fault) {
  switch (fault) {
    case EnrolmentFault::kNone:
      return "";
    case EnrolmentFault::kTooShort:
      return "too little speech: at least eight seconds of it are needed, so say some more sentences";
    case EnrolmentFault::kTooQuiet:
      return "too quiet: go nearer to the microphone, or turn it up";
    case EnrolmentFault::kClipped:
      return "too loud: the sound is cut off; go further away, or turn the microphone down";
    case EnrolmentFault::kTwoVoices:
      return "more than one voice, or much noise: do it again alone in a quiet room";
    case EnrolmentFault::kTooAlike:
      return "this voice cannot be told from one that is enrolled";
  }
  return "";
}

Result<std::vector<float>> voiced_part(VoiceActivity& activity, std::span<const float> sound) {
  activity.reset();
  std::vector<float> voiced;
  std::array<float, kFrameSamples> frame{};
  for (std::size_t at = 0; at + frame.size() <= sound.size(); at += frame.size()) {
    std::copy_n(sound.begin() + static_cast<std::ptrdiff_t>(at), frame.size(), frame.begin());
    const auto score = activity.process(frame);
    if (!score) return score.error();
    if (score.value() >= kVoiced) voiced.insert(voiced.end(), frame.begin(), frame.end());
  }
  activity.reset();
  return voiced;
}

Result<EnrolmentFinding> judge_enrolment(VoiceIdentifier& identifier, const std::string& name,
                                         std::span<const float> voiced,
                                         const std::vector<VoicePrint>& others) {
  const auto most = static_cast<std::size_t>(to_samples(kEnrolmentVoicedMax));
  const std::span<const float> sound = voiced.first(std::min(voiced.size(), most));
  EnrolmentFinding finding;
  finding.voiced_ms = to_milliseconds(static_cast<SampleCount>(sound.size()));
  finding.fault = fault_of_sound(sound);
  if (finding.fault != EnrolmentFault::kNone) return finding;
  const auto part_samples = static_cast<std::size_t>(to_samples(kEnrolmentPart));
  std::vector<VoiceEmbedding> parts;
  for (std::size_t at = 0; at + part_samples <= sound.size(); at += part_samples) {
    const auto part = identifier.embed(sound.subspan(at, part_samples));
    if (!part) return part.error();
    parts.push_back(part.value().embedding);
  }
  finding.least_similarity = least_similarity(parts);
  finding.group_similarity = group_similarity(parts);
  const VoiceEmbedding whole = mean_of(parts);
  const bool one =
      finding.least_similarity >= kSelfSimilarityMin && finding.group_similarity >= kGroupSimilarityMin;
  if (!one) finding.fault = EnrolmentFault::kTwoVoices;
  for (const VoicePrint& other : others) {
    if (same_name(other.name, name) || similarity(other.embedding, whole) < kOtherSimilarityMax) continue;
    if (finding.fault == EnrolmentFault::kNone) finding.fault = EnrolmentFault::kTooAlike;
    finding.alike = other.name;
  }
  if (finding.fault == EnrolmentFault::kNone) finding.print = {name, whole, finding.voiced_ms};
  return finding;
}

}  // namespace sotto
