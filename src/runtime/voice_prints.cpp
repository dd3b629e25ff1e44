#include "runtime/voice_prints.hpp"

#include <utility>

namespace sotto {

void VoicePrints::set(std::vector<VoicePrint> prints) {
  const std::lock_guard lock(mutex_);
  prints_ = std::move(prints);
}

std::vector<std::string> VoicePrints::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const VoicePrint& print : prints_) names.push_back(print.name);
  return names;
}

std::vector<VoiceScore> VoicePrints::compare(const VoiceEmbedding& voice) const {
  const std::lock_guard lock(mutex_);
  std::vector<VoiceScore> scores;
  for (const VoicePrint& print : prints_) scores.push_back({print.name, similarity(print.embedding, voice)});
  return scores;
}

}  // namespace sotto
