#include "people/vcard.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "people/card_name_internal.hpp"
#include "people/plain_text.hpp"

namespace sotto {
namespace {

constexpr int kNoPreference = 101;

// Values of ContactsContract.CommonDataKinds.Relation, from 1.
constexpr std::array<std::string_view, 14> kAndroidRelations = {
    "assistant", "brother", "child",   "partner",  "father",   "friend", "manager",
    "mother",    "parent",  "partner", "referred", "relative", "sister", "spouse"};

// The properties that are looked at; nothing else is decoded or checked.
constexpr std::array<std::string_view, 16> kWanted = {"FN",
                                                      "N",
                                                      "NICKNAME",
                                                      "X-NICKNAME",
                                                      "EMAIL",
                                                      "TEL",
                                                      "RELATED",
                                                      "X-ABRELATEDNAMES",
                                                      "X-ABLABEL",
                                                      "X-ANDROID-CUSTOM",
                                                      "X-SPOUSE",
                                                      "ORG",
                                                      "UID",
                                                      "KIND",
                                                      "X-ADDRESSBOOKSERVER-KIND",
                                                      "X-EVOLUTION-SPOUSE"};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  const bool there = upper_case(text.substr(0, prefix.size())) == upper_case(prefix);
  return there ? text.substr(prefix.size()) : text;
}

int preference_of(const ContentLine& line) {
  if (line.has("TYPE", "PREF")) return 1;
  const auto text = line.parameter("PREF");
  if (!text || text->empty() || text->size() > 3) return kNoPreference;
  int value = 0;
  for (const char c : *text) {
    if (c < '0' || c > '9') return kNoPreference;
    value = value * 10 + (c - '0');
  }
  return value >= 1 && value <= 100 ? value : kNoPreference;
}

// Apple's own words for usual relations stand between these signs: "_$!<Spouse>!$_".
std::string relation_of_label(std::string_view label) {
  if (label.starts_with("_$!<") && label.ends_with(">!$_")) label = label.substr(4, label.size() - 8);
  return lower_case(label);
}

void add_once(std::vector<std::string>& texts, std::string text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
}

template <typename Address>
std::vector<std::string> in_order(std::vector<Address>& addresses) {
  std::stable_sort(addresses.begin(), addresses.end(),
                   [](const Address& a, const Address& b) { return a.preference < b.preference; });
  std::vector<std::string> texts;
  for (Address& address : addresses) add_once(texts, std::move(address.text));
  return texts;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::optional<std::string> tidy_phone(std::string_view text) {
  text = without_prefix(text, "tel:");
  text = text.substr(0, text.find(';'));
  std::string number;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      number += c;
    } else if (c == '+' && number.empty()) {
      number += c;
    } else if (std::string_view(" -().\t/").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  const std::size_t digits = number.size() - (number.starts_with('+') ? 1 : 0);
  if (digits < 3 || digits > 15) return std::nullopt;
  return number;
}

std::optional<std::string> tidy_email(std::string_view text) {
  const std::string tidy = tidy_blanks(text);
  const std::string address(without_prefix(tidy, "mailto:"));
  const std::size_t at = address.rfind('@');
  if (at == std::string::npos || at == 0 || at + 1 == address.size() || address.size() > 254)
    return std::nullopt;
  // A leading dash would be an option to a program that is given the address.
  if (address.front() == '-' || address.find('@') != at) return std::nullopt;
  const bool odd = address.find_first_of(" ,;:<>()[]\\\"?") != std::string::npos;
  return odd ? std::nullopt : std::optional(address);
}

VCardReader::VCardReader(std::function<void(VCard)> on_card, std::function<void(const CardFault&)> on_fault)
    : on_card_(std::move(on_card)),
      on_fault_(std::move(on_fault)),
      lines_([this](std::string_view line, bool cut) { take(line, cut); }) {}

void VCardReader::read(std::string_view bytes) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  while (!bytes.empty() && bytes_ < kByteOrderMark.size()) {
    const char next = bytes.front();
    const bool mark = next == kByteOrderMark[bytes_];
    bytes_ = mark ? bytes_ + 1 : kByteOrderMark.size();
    if (!mark) break;
    bytes.remove_prefix(1);
  }
  lines_.read(bytes);
}

void VCardReader::finish() {
  lines_.finish();
  if (draft_) {
    on_fault_({number_, "the file ends within it"});
    draft_.reset();
  }
}

void VCardReader::take(std::string_view text, bool cut) {
  auto line = parse_content_line(text);
  if (!line) return;
  line->cut = cut;
  const std::string value = upper_case(tidy_blanks(line->value));
  if (line->name == "BEGIN" && value == "VCARD") {
    if (draft_) on_fault_({number_, "it has no end (END:VCARD)"});
    draft_ = Draft();
    ++number_;
  } else if (line->name == "END" && value == "VCARD") {
    if (draft_) end_card();
  } else if (draft_ && line->name == "VERSION") {
    draft_->version = value;
  } else if (draft_ && std::find(kWanted.begin(), kWanted.end(), line->name) != kWanted.end()) {
    take_property(*line);
  }
}

std::optional<std::string> VCardReader::text_of(const ContentLine& line) {
  const auto fail = [this](std::string what) {
    if (!draft_->fault) draft_->fault = std::move(what);
    return std::nullopt;
  };
  if (line.cut) return fail("a line of it is too long");
  std::optional<std::string> text = line.value;
  if (line.has("ENCODING", "QUOTED-PRINTABLE")) text = decode_quoted_printable(line.value);
  if (!text) return fail("its quoted-printable text is damaged");
  if (line.has("ENCODING", "BASE64") || line.has("ENCODING", "B")) return fail("its text is in Base64");
  const auto charset = line.parameter("CHARSET");
  if (charset && upper_case(*charset) != "UTF-8" && !is_ascii(*text)) {
    return fail("it is not in UTF-8: export it again as vCard 3.0 or 4.0");
  }
  if (!is_utf8(*text)) return fail("it is not in UTF-8");
  if (!is_plain(*text)) return fail("control characters");
  return text;
}

void VCardReader::take_property(const ContentLine& line) {
  if (draft_->fault) return;
  const auto text = text_of(line);
  if (!text) return;
  const std::string& name = line.name;
  if (name == "FN" || name == "N" || name == "ORG") return take_name(line, *text);
  if (name == "EMAIL" || name == "TEL") return take_address(line, *text);
  if (name == "RELATED" || name == "X-ABRELATEDNAMES" || name.ends_with("SPOUSE")) {
    return take_related(line, *text);
  }
  if (name == "X-ANDROID-CUSTOM") return take_android(*text);
  if (name == "X-ABLABEL") {
    if (draft_->labels.size() < 4 * kCardAddressesMax) {
      draft_->labels.emplace_back(line.group, tidy_blanks(unescape_value(*text)));
    }
  } else if (name == "UID") {
    draft_->uid = lower_case(without_prefix(tidy_blanks(*text), "urn:uuid:"));
  } else if (name == "KIND" || name == "X-ADDRESSBOOKSERVER-KIND") {
    draft_->group = upper_case(tidy_blanks(*text)) == "GROUP";
  } else {
    for (const std::string_view each : split_value(*text, ',')) add_nickname(each);
  }
}

void VCardReader::take_name(const ContentLine& line, const std::string& value) {
  if (line.name == "FN") {
    if (draft_->full_name.empty()) draft_->full_name = tidy_blanks(unescape_value(value));
    return;
  }
  std::vector<std::string> parts;
  for (const std::string_view part : split_value(value, ';')) {
    std::string joined;
    for (const std::string_view each : split_value(part, ',')) joined += unescape_value(each) + " ";
    parts.push_back(tidy_blanks(joined));
  }
  if (line.name == "ORG") {
    draft_->organization = parts.front();
  } else if (draft_->name_parts.empty()) {
    draft_->name_parts = std::move(parts);
  }
}

void VCardReader::take_address(const ContentLine& line, const std::string& value) {
  const std::string text = tidy_blanks(unescape_value(value));
  if (text.empty()) return;
  const bool email = line.name == "EMAIL";
  auto tidy = email ? tidy_email(text) : tidy_phone(text);
  if (!tidy) {
    draft_->address_left_out = true;
    return;
  }
  add_address(email ? draft_->emails : draft_->phones, line, std::move(*tidy));
}

void VCardReader::add_address(std::vector<Address>& addresses, const ContentLine& line, std::string text) {
  if (addresses.size() >= kCardAddressesMax) {
    draft_->more_left_out = true;
    return;
  }
  addresses.push_back({std::move(text), preference_of(line)});
}

void VCardReader::add_nickname(std::string_view text) {
  std::string nickname = tidy_blanks(unescape_value(text));
  if (nickname.empty() || nickname.size() > kCardNameBytesMax) return;
  if (draft_->nicknames.size() >= kCardAddressesMax) {
    draft_->more_left_out = true;
    return;
  }
  add_once(draft_->nicknames, std::move(nickname));
}

void VCardReader::take_related(const ContentLine& line, const std::string& value) {
  Relative relative;
  relative.who = tidy_blanks(unescape_value(value));
  const std::string_view uid = without_prefix(relative.who, "urn:uuid:");
  if (uid.size() < relative.who.size()) relative.who = lower_case(uid);
  if (line.name.ends_with("SPOUSE")) relative.relation = "spouse";
  if (line.name == "RELATED") {
    if (const auto type = line.parameter("TYPE")) {
      relative.relation = lower_case(split_value(*type, ',').front());
    }
  }
  add_relative(line, std::move(relative));
}

// "vnd.android.cursor.item/relation;Tom;14;;;..."
void VCardReader::take_android(const std::string& value) {
  std::vector<std::string> parts;
  for (const std::string_view part : split_value(value, ';'))
    parts.push_back(tidy_blanks(unescape_value(part)));
  if (parts.size() < 2) return;
  if (parts[0] == "vnd.android.cursor.item/nickname") return add_nickname(parts[1]);
  if (parts[0] != "vnd.android.cursor.item/relation" || parts.size() < 3) return;
  Relative relative{"", parts[1]};
  if (parts[2] == "0" && parts.size() > 3) relative.relation = lower_case(parts[3]);
  for (std::size_t i = 0; i < kAndroidRelations.size(); ++i) {
    if (parts[2] == std::to_string(i + 1)) relative.relation = kAndroidRelations[i];
  }
  add_relative({}, std::move(relative));
}

void VCardReader::add_relative(const ContentLine& line, Relative relative) {
  if (relative.who.empty() || relative.who.size() > kCardNameBytesMax) return;
  if (draft_->relatives.size() >= kCardAddressesMax) {
    draft_->more_left_out = true;
    return;
  }
  draft_->relatives.push_back(std::move(relative));
  draft_->relative_groups.push_back(line.group);
}

void VCardReader::end_card() {
  Draft draft = std::move(*draft_);
  draft_.reset();
  const auto skip = [this](std::string what) { on_fault_({number_, std::move(what)}); };
  if (draft.fault) return skip(std::move(*draft.fault));
  if (draft.group) return;
  CardName name = name_of_card(draft.full_name, draft.name_parts, draft.organization);
  if (name.name.empty()) return skip("no name");
  if (name.name.size() > kCardNameBytesMax) return skip("its name is too long");
  VCard card;
  card.number = number_;
  card.uid = std::move(draft.uid);
  card.nicknames = std::move(draft.nicknames);
  if (!name.shorter.empty() && card.nicknames.size() < kCardAddressesMax) {
    add_once(card.nicknames, std::move(name.shorter));
  }
  std::erase(card.nicknames, name.name);
  card.name = std::move(name.name);
  card.emails = in_order(draft.emails);
  card.phones = in_order(draft.phones);
  for (std::size_t i = 0; i < draft.relatives.size(); ++i) {
    Relative& relative = draft.relatives[i];
    for (const auto& [group, label] : draft.labels) {
      if (relative.relation.empty() && !group.empty() && group == draft.relative_groups[i]) {
        relative.relation = relation_of_label(label);
      }
    }
    if (!relative.relation.empty()) card.relatives.push_back(std::move(relative));
  }
  if (draft.address_left_out) on_fault_({number_, "an address that is none was left out", false});
  if (draft.more_left_out) on_fault_({number_, "more addresses or names than are kept", false});
  on_card_(std::move(card));
}

}  // namespace sotto
