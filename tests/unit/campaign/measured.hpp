// What a small campaign might have counted; every field differs from its default.
#pragma once

#include "sim/campaign_tally.hpp"

namespace sotto {

inline CampaignTally measured() {
  CampaignTally tally;
  KindTally& news = tally.variants["guarded"]["news"];
  news.proposed = 5;
  news.wakes = 1;
  news.depths[2] = 1;
  news.devices = 2;
  news.waiting = 3;
  news.gates[Gate::kWake] = {1, 4, 0, 0, {{"wake-trigger-word", 4}}};
  news.gates[Gate::kContact] = {0, 1, 1, 0, {{"not-a-name", 1}, {"talk-through-prompt", 1}}};
  news.recordings["one.flac"] = {SampleCount{3600} * kSampleRate, 1, 0};
  for (const Gate gate : {Gate::kRequest, Gate::kContact, Gate::kConfirm}) {
    news.forced[gate].recordings["one.flac"] = {0, 400};
    news.forced[gate].unreached = 2;
    news.forced[gate].reasons["no-end"] = 400;
  }
  KindTally& meals = tally.variants["guarded"]["meals"];
  meals.proposed = 1;
  meals.recordings["two.flac"] = {SampleCount{9 * 3600} * kSampleRate, 0, 0};
  meals.forced[Gate::kRequest].recordings["two.flac"] = {1, 10};
  tally.near_misses.push_back(
      {"guarded", "news", "one.flac", 1500, 9000, false, 2, "contact", "not-a-name", "clips/0000-0001.flac"});
  tally.evidence["recognizer"] = {10, 4};
  tally.intended["guarded"]["message"]["20 dB"] = {59,
                                                   59,
                                                   0,
                                                   2,
                                                   3,
                                                   1,
                                                   {{"am_puck", {59, 59}}},
                                                   {{"confirm: no-end", 1}},
                                                   {{"dialog-7, take 0", "confirm: no-end"}},
                                                   {{"same voice", 1}}};
  return tally;
}

}  // namespace sotto
