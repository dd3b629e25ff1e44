// Home: every device of the house, what each has said, and the commands that wait for an answer.
//
// It is told what was published and what time it is, and says what to publish, what to subscribe to and what
// to answer; the network is somebody else's. A command counts as done only when the device's own state says
// so, and is answered after five seconds at the latest. Thread-safety: one thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/effect.hpp"
#include "core/event.hpp"
#include "home/device.hpp"
#include "home/discovery.hpp"
#include "home/home_names.hpp"
#include "home/home_orders.hpp"
#include "home/home_settings.hpp"

namespace sotto {

inline constexpr Milliseconds kAnswerWithin = 5000;
inline constexpr std::size_t kDevicesMax = 10'000;
inline constexpr std::size_t kPendingMax = 64;

// What has come of the calls since the last take().
struct HomeOutput {
  std::vector<HomePublish> publishes;
  std::vector<std::string> subscribe;
  std::vector<std::string> unsubscribe;
  std::vector<DeviceAnswered> answers;
};

struct HomeRow {
  std::string id;
  std::string said;
  std::string area;
  DeviceKind kind = DeviceKind::kSensor;
  bool available = false;
  bool secondary = false;
  std::string told;  // "The front door is locked."; empty where nothing is known
  std::vector<std::pair<std::string, std::string>> values;  // by property
};

class Home {
 public:
  explicit Home(HomeSettings settings);
  ~Home();

  // What was published. Discovery topics change what there is; others are the devices' own.
  void hear(const std::string& topic, std::string_view payload, Milliseconds now);

  // Whether the broker can be reached. Commands are answered "unavailable" while it cannot.
  void set_connected(bool connected) { connected_ = connected; }

  void set(const SetDevice& command, Milliseconds now);

  // The order could not be published after all: it is answered "refused", with these words.
  void withdraw(std::uint64_t command, const std::string& told);

  // Ends what has waited too long.
  void tick(Milliseconds now);

  [[nodiscard]] HomeOutput take();

  // The names, when they have changed since the last call and no more came in for a moment.
  [[nodiscard]] std::optional<HomeNames> take_names(Milliseconds now);

  // Everything to subscribe to on a new connection.
  [[nodiscard]] std::vector<std::string> topics() const;

  [[nodiscard]] std::vector<HomeRow> rows(Milliseconds now);
  [[nodiscard]] std::size_t device_count() const { return entries_.size(); }
  [[nodiscard]] bool has_pending() const { return !pending_.empty(); }
  [[nodiscard]] std::uint64_t faults(DiscoveryFault fault) const;
  // How often a device has said something.
  [[nodiscard]] std::uint64_t reports() const { return reports_; }

 private:
  struct Entry {
    HomeDevice device;
    DeviceState state;
  };
  struct Topic {
    std::vector<Entry*> entries;
    std::string last;  // what was last published there, for a device that comes later
    bool heard = false;
  };
  struct Source {
    std::size_t payload_hash = 0;
    std::vector<std::string> ids;
  };
  struct Member {
    std::string id;
    std::string said;
    HomeOrder order;
    std::vector<std::uint64_t> reports_before;
    Progress progress = Progress::kWaiting;
  };
  struct Pending {
    SetDevice command;
    Milliseconds asked_at = 0;
    std::string said;
    bool group = false;
    std::vector<Member> members;
  };
  struct Target {
    std::vector<Entry*> entries;
    std::string said;
    bool group = false;
    std::string ambiguous;  // the phrase that stands for several
  };

  void discover(const std::string& topic, std::string_view payload, Milliseconds now);
  void add(HomeDevice device, Source& source, Milliseconds now);
  void remove(const std::string& id);
  void leave_topics();
  void listen(Entry& entry, const std::string& topic, Milliseconds now);
  void give_id(HomeDevice& device) const;
  void remember(Topic& topic, std::string_view payload);

  [[nodiscard]] const NameTable& names();
  [[nodiscard]] std::string said_of(const HomeDevice& device);
  [[nodiscard]] Target resolve(const std::string& named, std::string_view command);
  [[nodiscard]] Target resolve_group(const std::string& value, std::string_view command);
  [[nodiscard]] Target pick(std::string_view place, std::string_view kind, std::string_view command);
  [[nodiscard]] bool lies_in(const HomeDevice& device, std::string_view place);

  void answer(const SetDevice& command, std::string_view result, std::string told);
  void ask_which(const SetDevice& command, const std::string& phrase);
  void ask_state(const SetDevice& command, const Target& target, Milliseconds now);
  void ask_any(const SetDevice& command, const Target& target, Milliseconds now);
  void ask_each(const SetDevice& command, const Target& target, Milliseconds now);
  void ask_temperature(const SetDevice& command, const Target& target, Milliseconds now);
  void start(const SetDevice& command, Target target, Milliseconds now);
  [[nodiscard]] bool give_code(const SetDevice& command, const HomeDevice& device, HomeOrder& order) const;
  void check_pending(Milliseconds now);
  [[nodiscard]] bool finish_if_done(Pending& pending, Milliseconds now);
  void tell_done(const Pending& pending, Milliseconds now);
  void tell_failed(const Pending& pending, Milliseconds now);

  HomeSettings settings_;
  bool connected_ = false;
  std::map<std::string, std::unique_ptr<Entry>> entries_;
  std::map<std::string, Source> sources_;
  std::unordered_map<std::string, Topic> topics_;
  std::vector<std::string> left_;
  std::size_t remembered_bytes_ = 0;
  std::vector<Pending> pending_;
  HomeOutput output_;
  std::array<std::uint64_t, kDiscoveryFaults> faults_{};
  std::uint64_t reports_ = 0;

  std::optional<NameTable> names_;
  HomeNames given_names_;
  bool names_changed_ = false;
  Milliseconds changed_at_ = 0;
  Milliseconds first_changed_at_ = 0;
};

}  // namespace sotto
