// DeviceBus: the way to the devices of the house.
//
// What a device is said to have done comes from the device: an answer "confirmed" means that its state says
// so. Called by the loop thread only; none of the calls waits. An implementation brings its own threads and
// bounded queues, and answers every command exactly once.
#pragma once

#include <optional>
#include <vector>

#include "core/effect.hpp"
#include "core/event.hpp"
#include "nlu/sentence_file.hpp"

namespace sotto {

// What the devices are called, as lists for the sentence templates: device, light, climate, lock, gate,
// cover, alarm, area and thing, those that hold anything. They replace the lists of the same names while a
// home is connected. A value is what SetDevice::device takes: a device's id, "area:kitchen",
// "area:kitchen:light", "all:light", "all:lock" ...
struct HomeNames {
  std::vector<SentenceList> lists;
  friend bool operator==(const HomeNames&, const HomeNames&) = default;
};

class DeviceBus {
 public:
  virtual ~DeviceBus() = default;

  // An order or a question. Returns at once; what came of it is one of take_answers(), after five seconds at
  // the latest.
  virtual void set(const SetDevice& command) = 0;

  // The answers since the last call, oldest first.
  [[nodiscard]] virtual std::vector<DeviceAnswered> take_answers() = 0;

  // The names, when the devices have changed since the last call.
  [[nodiscard]] virtual std::optional<HomeNames> take_names() = 0;
};

}  // namespace sotto
