#include "runtime/journal_list.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "journal/personal.hpp"
#include "runtime/journal_json_internal.hpp"
#include "runtime/journal_runs.hpp"

namespace sotto {
namespace {

using nlohmann::json;

constexpr const char* kWake = "effect/report-wake";
constexpr std::size_t kWakesAtOnce = 256;
// Once nothing of a dialog has happened for so long, nothing will.
constexpr Milliseconds kQuietMax = 150'000;

std::optional<Verdict> parse_verdict(std::string_view name) {
  for (const Verdict verdict : {Verdict::kPass, Verdict::kRefuse, Verdict::kAskAgain, Verdict::kEscalate}) {
    if (verdict_name(verdict) == name) return verdict;
  }
  return std::nullopt;
}

bool take_judgement(const json& body, InteractionEntry& entry) {
  const auto gate = parse_gate(text_at(body, "/judgement/gate"));
  const auto verdict = parse_verdict(text_at(body, "/judgement/verdict"));
  const auto reason = parse_reason(text_at(body, "/judgement/reason"));
  if (!gate || !verdict || !reason) return false;
  entry.gates.push_back({*gate, *verdict, *reason});
  return true;
}

// False where the record is not what its kind says.
bool take_effect(const JournalRecord& record, InteractionEntry& entry) {
  const std::string& kind = record.header.kind;
  const auto line = join_words(record.body, record.words);
  if (!line) return false;
  const json body = parse_text(line.value());
  if (!body.is_object()) return false;
  if (kind == kWake || kind == "effect/report-gate") return take_judgement(body, entry);
  if (kind == "effect/report-message") {
    entry.state = text_at(body, "/state");
    entry.contact = record.words_gone() ? kContactDeleted : text_at(body, "/contact");
  } else if (kind == "effect/report-device") {
    entry.device =
        text_at(body, "/device") + " " + text_at(body, "/command") + ": " + text_at(body, "/result");
  } else if (kind == "effect/report-timer") {
    entry.device = text_at(body, "/kind") + ": " + text_at(body, "/change");
  }
  return true;
}

// The wake's record and all that followed on it.
Result<InteractionEntry> read_entry(const JournalReader& reader, std::uint64_t id) {
  InteractionEntry entry;
  entry.id = id;
  std::optional<BootId> boot;
  Milliseconds active_at = 0;
  std::uint64_t damaged = 0;
  RecordQuery query;
  query.from = id;
  const auto read = reader.read(query, [&](const JournalRecord& record) {
    const RecordHeader& header = record.header;
    if (!boot) {
      boot = header.boot;
      entry.stamp = header.stamp;
      entry.at = active_at = header.at;
    }
    const bool next = header.sequence != id && header.kind == kWake;
    const bool over = header.boot != boot || header.kind == record_kind::kStarted;
    if (next || over || header.at > active_at + kQuietMax) return false;
    if (!is_effect_record(record)) return true;
    active_at = header.at;
    entry.last = header.sequence;
    if (!take_effect(record, entry)) damaged = header.sequence;
    return damaged == 0;
  });
  if (!read) return read.error();
  if (damaged != 0 || entry.gates.empty()) return damaged_record(std::max(damaged, id));
  entry.accepted = entry.gates.front().verdict == Verdict::kPass;
  return entry;
}

bool contains_folded(const std::string& text, const std::string& part) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

bool passes(const InteractionEntry& entry, const InteractionFilter& filter) {
  const bool asks_for_wakes = filter.gate == Gate::kWake;
  if (!entry.accepted && !filter.refused_too && !asks_for_wakes) return false;
  if (filter.gate || filter.verdict) {
    const bool any = std::any_of(entry.gates.begin(), entry.gates.end(), [&filter](const JudgedGate& each) {
      return (!filter.gate || each.gate == *filter.gate) &&
             (!filter.verdict || each.verdict == *filter.verdict);
    });
    if (!any) return false;
  }
  return filter.contact.empty() || (entry.contact && contains_folded(*entry.contact, filter.contact));
}

// The next wakes before `to`, newest first.
Result<std::vector<std::uint64_t>> list_wakes(const JournalReader& reader, std::uint64_t from,
                                              std::uint64_t to) {
  std::vector<std::uint64_t> wakes;
  RecordQuery query;
  query.from = from;
  query.to = to;
  query.kind = kWake;
  query.newest_first = true;
  const auto read = reader.read(query, [&wakes](const JournalRecord& record) {
    wakes.push_back(record.header.sequence);
    return wakes.size() < kWakesAtOnce;
  });
  if (!read) return read.error();
  return wakes;
}

}  // namespace

const JudgedGate* InteractionEntry::refused_by() const {
  const auto found = std::find_if(gates.rbegin(), gates.rend(),
                                  [](const JudgedGate& gate) { return gate.verdict != Verdict::kPass; });
  return found == gates.rend() ? nullptr : &*found;
}

std::string InteractionEntry::outcome() const {
  if (state) return "message " + *state;
  if (device) return *device;
  if (gates.back().verdict == Verdict::kRefuse) return "refused";
  return gates.back().gate == Gate::kWake ? "woke" : "answered";
}

Result<void> list_interactions(const JournalReader& reader, const InteractionFilter& filter,
                               const std::function<bool(const InteractionEntry& entry)>& take) {
  const auto size = reader.size();
  if (!size) return size.error();
  std::uint64_t to = filter.to == 0 ? size.value() : std::min(filter.to, size.value());
  std::size_t given = 0;
  while (to >= filter.from) {
    const auto wakes = list_wakes(reader, filter.from, to);
    if (!wakes) return wakes.error();
    if (wakes.value().empty()) return {};
    for (const std::uint64_t id : wakes.value()) {
      const auto entry = read_entry(reader, id);
      if (!entry) return entry.error();
      if (!passes(entry.value(), filter)) continue;
      if (!take(entry.value()) || ++given == filter.count) return {};
    }
    to = wakes.value().back() - 1;
  }
  return {};
}

}  // namespace sotto
