// DemoHome: a house that exists only on the broker, for people without devices and for tests. Lamps, a
// thermostat that warms and cools, a lock, an alarm, a garage door and sensors; they describe themselves and
// obey. Pure: it is told what was published and what time it is. Thread-safety: one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"

namespace sotto {

struct DemoPublish {
  std::string topic;
  std::string payload;  // always retained
};

class DemoHome {
 public:
  static constexpr const char* kStatusTopic = "sotto-home/status";
  static constexpr const char* kCommands = "sotto-home/+/set";
  static constexpr const char* kAlarmCode = "2468";  // its panel wants it to disarm

  explicit DemoHome(std::string discovery_prefix = "homeassistant");

  // Everything it has to say to a broker that does not know it: descriptions and states.
  [[nodiscard]] std::vector<DemoPublish> describe() const;
  // Empty payloads that make the broker forget the descriptions.
  [[nodiscard]] std::vector<DemoPublish> farewell() const;

  [[nodiscard]] std::vector<DemoPublish> hear(const std::string& topic, std::string_view payload,
                                              Milliseconds now);
  [[nodiscard]] std::vector<DemoPublish> tick(Milliseconds now);

 private:
  struct Lamp {
    bool on = false;
    int brightness = 254;
  };
  // Something that takes its time to get where it is going.
  struct Mover {
    std::string state;
    std::string goal;
    Milliseconds arrives = 0;
  };

  [[nodiscard]] DemoPublish lamp_state(const std::string& id) const;
  [[nodiscard]] DemoPublish thermostat_state() const;
  [[nodiscard]] std::vector<DemoPublish> states() const;
  [[nodiscard]] std::vector<DemoPublish> move(const std::string& id, Mover& mover,
                                              const std::string& on_the_way, const std::string& goal,
                                              Milliseconds takes, Milliseconds now);
  [[nodiscard]] std::vector<DemoPublish> set_alarm(std::string_view payload, Milliseconds now);
  void set_lamp(const std::string& id, std::string_view payload);

  std::string prefix_;
  std::map<std::string, Lamp> lamps_;
  std::map<std::string, Mover> movers_;
  std::map<std::string, bool> sensors_;
  double target_ = 20;
  double current_ = 18.5;
  std::string mode_ = "heat";
  Milliseconds stepped_at_ = 0;
  Milliseconds moved_at_ = 0;
};

}  // namespace sotto
