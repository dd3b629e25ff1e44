#include "sim/talk_model.hpp"

#include "base/assert.hpp"

namespace sotto {

TalkModel searching_talk() {
  TurnModel half;
  half.shares.fill(0.5 / static_cast<double>(kTurnSorts - 1));
  half[TurnSort::kWanted] = 0.5;
  TurnModel hold;
  hold[TurnSort::kWanted] = 0.5;
  hold[TurnSort::kTalk] = hold[TurnSort::kOtherVoice] = hold[TurnSort::kEndless] = hold[TurnSort::kCancel] =
      0.125;
  return {half, half, half, half, hold};
}

TurnSort sort_of_reason(std::string_view code) {
  static const std::map<std::string_view, TurnSort> kSorts = {{"low-confidence", TurnSort::kUnsure},
                                                              {"no-speech", TurnSort::kSilence},
                                                              {"no-end", TurnSort::kEndless},
                                                              {"talk-through-prompt", TurnSort::kThrough},
                                                              {"different-voice", TurnSort::kOtherVoice},
                                                              {"voice-unknown", TurnSort::kThin},
                                                              {"too-early", TurnSort::kEarly},
                                                              {"too-late", TurnSort::kLate},
                                                              {"recognizer-failed", TurnSort::kBroken},
                                                              {"transcript-suspect", TurnSort::kBroken},
                                                              {"answer-no", TurnSort::kCancel},
                                                              {"cancelled-by-voice", TurnSort::kCancel}};
  const auto found = kSorts.find(code);
  return found == kSorts.end() ? TurnSort::kTalk : found->second;
}

TurnModel fit_turn(double wanted, const std::map<std::string, std::int64_t>& reasons) {
  TurnModel model;
  double total = 0.0;
  for (const auto& [code, count] : reasons) {
    model[sort_of_reason(code)] += static_cast<double>(count);
    total += static_cast<double>(count);
  }
  if (total <= 0.0) {
    model[TurnSort::kTalk] = 1.0;
    total = 1.0;
  }
  for (double& share : model.shares) share /= total;
  return with_wanted(model, wanted);
}

TurnModel with_wanted(const TurnModel& model, double wanted) {
  SOTTO_ASSERT(wanted >= 0.0 && wanted <= 1.0);
  const double rest = 1.0 - model[TurnSort::kWanted];
  TurnModel changed = model;
  for (double& share : changed.shares) share = rest > 0.0 ? share * (1.0 - wanted) / rest : 0.0;
  if (rest <= 0.0) changed[TurnSort::kTalk] = 1.0 - wanted;
  changed[TurnSort::kWanted] = wanted;
  return changed;
}

}  // namespace sotto
