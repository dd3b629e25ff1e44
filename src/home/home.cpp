#include "home/home.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/assert.hpp"

namespace sotto {
namespace {

// Of all topics together; what does not fit is not remembered.
constexpr std::size_t kRememberedBytesMax = std::size_t{16} * 1024 * 1024;

// Discovery comes in bursts; the sentences are compiled once for all of one.
constexpr Milliseconds kNamesQuiet = 300;
constexpr Milliseconds kNamesLatest = 2000;

std::string hash_suffix(const std::string& text) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  std::string suffix = "_";
  for (int i = 0; i < 4; ++i) {
    suffix += "0123456789abcdef"[hash & 15U];
    hash >>= 4U;
  }
  return suffix;
}

std::vector<std::string> topics_of(const HomeDevice& device) {
  std::vector<std::string> topics;
  for (const PropertyReading& reading : device.readings) topics.push_back(reading.topic);
  for (const AvailabilitySource& source : device.availability) topics.push_back(source.topic);
  std::sort(topics.begin(), topics.end());
  topics.erase(std::unique(topics.begin(), topics.end()), topics.end());
  return topics;
}

}  // namespace

Home::Home(HomeSettings settings) : settings_(std::move(settings)) {}

Home::~Home() = default;

void Home::hear(const std::string& topic, std::string_view payload, Milliseconds now) {
  if (is_discovery_topic(settings_.prefix, topic)) return discover(topic, payload, now);
  if (const auto found = topics_.find(topic); found != topics_.end()) {
    reports_ += 1;
    remember(found->second, payload);
    const Payload parsed(payload.size() <= kStatePayloadMax ? payload : std::string_view());
    for (Entry* entry : found->second.entries) entry->state.apply(entry->device, topic, parsed, now);
    if (!pending_.empty()) check_pending(now);
  }
}

void Home::remember(Topic& topic, std::string_view payload) {
  remembered_bytes_ -= topic.last.size();
  topic.last.clear();
  topic.heard =
      payload.size() <= kStatePayloadMax && remembered_bytes_ + payload.size() <= kRememberedBytesMax;
  if (topic.heard) topic.last = payload;
  remembered_bytes_ += topic.last.size();
}

void Home::discover(const std::string& topic, std::string_view payload, Milliseconds now) {
  const std::size_t hash = std::hash<std::string_view>{}(payload);
  const auto known = sources_.find(topic);
  if (known != sources_.end() && known->second.payload_hash == hash && !payload.empty()) return;
  auto parsed = parse_discovery(settings_.prefix, topic, payload);
  if (const auto* fault = std::get_if<DiscoveryFault>(&parsed)) {
    faults_[static_cast<std::size_t>(*fault)] += 1;
    return;
  }
  auto& discovered = std::get<Discovered>(parsed);
  for (const DiscoveryFault fault : discovered.faults) faults_[static_cast<std::size_t>(fault)] += 1;
  const bool nothing_before = known == sources_.end();
  if (nothing_before && discovered.devices.empty()) return;
  if (!nothing_before) {
    for (const std::string& id : known->second.ids) remove(id);
    sources_.erase(known);
  }
  if (!discovered.devices.empty()) {
    Source source;
    source.payload_hash = hash;
    for (HomeDevice& device : discovered.devices) {
      if (entries_.size() < kDevicesMax) {
        add(std::move(device), source, now);
      } else {
        faults_[static_cast<std::size_t>(DiscoveryFault::kTooMany)] += 1;
      }
    }
    if (!source.ids.empty()) sources_.emplace(topic, std::move(source));
  }
  leave_topics();
  names_.reset();
  if (!names_changed_) first_changed_at_ = now;
  names_changed_ = true;
  changed_at_ = now;
}

void Home::give_id(HomeDevice& device) const {
  std::string id = key_form(device.id);
  if (id.empty()) id = key_form(device.device_name + " " + device.name);
  if (id.empty()) id = key_form(device.unique_id);
  if (id.empty()) id = "device";
  while (entries_.contains(id)) id += hash_suffix(device.source + id);
  device.id = std::move(id);
}

void Home::add(HomeDevice device, Source& source, Milliseconds now) {
  give_id(device);
  const std::string id = device.id;
  source.ids.push_back(id);
  auto entry = std::make_unique<Entry>(Entry{std::move(device), {}});
  Entry& placed = *entry;
  entries_.emplace(id, std::move(entry));
  for (const std::string& topic : topics_of(placed.device)) listen(placed, topic, now);
}

void Home::listen(Entry& entry, const std::string& topic, Milliseconds now) {
  const auto [found, added] = topics_.try_emplace(topic);
  found->second.entries.push_back(&entry);
  if (added) output_.subscribe.push_back(topic);
  // The broker sends what it keeps once for each subscription, not once for each device.
  if (found->second.heard) entry.state.apply(entry.device, topic, Payload(found->second.last), now);
}

void Home::remove(const std::string& id) {
  const auto found = entries_.find(id);
  SOTTO_ASSERT(found != entries_.end());
  for (const std::string& topic : topics_of(found->second->device)) {
    const auto use = topics_.find(topic);
    std::erase(use->second.entries, found->second.get());
    if (use->second.entries.empty()) left_.push_back(topic);
  }
  entries_.erase(found);
}

// What no device listens to any more. Not before the new description is there, so that what a device said
// outlives its being described anew.
void Home::leave_topics() {
  for (const std::string& topic : std::exchange(left_, {})) {
    const auto use = topics_.find(topic);
    if (use == topics_.end() || !use->second.entries.empty()) continue;
    remembered_bytes_ -= use->second.last.size();
    topics_.erase(use);
    output_.unsubscribe.push_back(topic);
  }
}

HomeOutput Home::take() {
  HomeOutput taken = std::exchange(output_, {});
  std::erase_if(taken.unsubscribe, [&](const std::string& topic) { return topics_.contains(topic); });
  std::erase_if(taken.subscribe, [&](const std::string& topic) { return !topics_.contains(topic); });
  return taken;
}

std::vector<std::string> Home::topics() const {
  std::vector<std::string> all = discovery_filters(settings_.prefix);
  for (const auto& [topic, use] : topics_) all.push_back(topic);
  return all;
}

const NameTable& Home::names() {
  if (!names_) {
    std::vector<const HomeDevice*> devices;
    for (const auto& [id, entry] : entries_) devices.push_back(&entry->device);
    names_ = make_names(devices, settings_);
  }
  return *names_;
}

std::optional<HomeNames> Home::take_names(Milliseconds now) {
  if (!names_changed_) return std::nullopt;
  if (now - changed_at_ < kNamesQuiet && now - first_changed_at_ < kNamesLatest) return std::nullopt;
  names_changed_ = false;
  if (names().lists == given_names_) return std::nullopt;
  given_names_ = names().lists;
  return given_names_;
}

std::uint64_t Home::faults(DiscoveryFault fault) const {
  return faults_[static_cast<std::size_t>(fault)];
}

}  // namespace sotto
