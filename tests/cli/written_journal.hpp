// A home with a journal in its place, written as `sotto run` writes it: three dialogs of one evening.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "../unit/core/script.hpp"
#include "adapters/posix/checkpoint_files.hpp"
#include "adapters/sodium/random_bytes.hpp"
#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "journal/personal.hpp"
#include "program.hpp"
#include "runtime/loop.hpp"

namespace sotto {

inline std::string file_bytes(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

// Changes one letter in the file, as an attacker would; false where the text is not there.
inline bool change_bytes(const std::filesystem::path& file, const std::string& what,
                         const std::string& with) {
  std::string bytes = file_bytes(file);
  const std::size_t at = bytes.find(what);
  if (at == std::string::npos) return false;
  bytes.replace(at, what.size(), with);
  write_bytes(file, bytes);
  return true;
}

class JournalHome : public Home {
 public:
  static constexpr std::int64_t kEvening = 1'795'374'000'000;  // 2026-11-22 19:00:00 UTC

  JournalHome() {
    environment["TZ"] = "UTC";
    std::filesystem::create_directories(data());
    auto signer = load_or_make_signing_key(keys());
    if (signer.ok()) signer_ = std::move(signer).value();
  }

  [[nodiscard]] std::filesystem::path data() const { return file("data/sotto"); }
  [[nodiscard]] std::filesystem::path keys() const { return file("config/sotto/keys"); }
  [[nodiscard]] std::filesystem::path journal() const { return data() / "journal.db"; }

  // Nothing where it cannot be opened.
  [[nodiscard]] std::unique_ptr<JournalWriter> open() {
    JournalOptions options;
    options.hash = sha256;
    options.verify = verify_signature;
    options.signer = signer_;
    options.random = random_bytes;
    options.stamp = [this] { return Stamp{kEvening + now_ms_, 1000 + now_ms_}; };
    options.on_checkpoint = [this](const std::string& note) {
      (void)write_head(keys() / "journal.head", note).ok();
    };
    auto opened = open_journal(journal(), std::move(options));
    return opened.ok() ? std::move(opened).value() : nullptr;
  }

  // The evening: a message that is sent, a light, and a name that nobody has.
  void write_evening() {
    const auto store = open();
    ASSERT_NE(store, nullptr);
    add(*store, {record_kind::kStarted, 0, "{}", std::nullopt});
    Script script(guarded_policy());
    send_a_message(script);
    switch_a_light(script);
    name_nobody(script);
    Writer writer(*this, *store);
    Loop loop(&writer, [](const Effect&, Milliseconds) {});
    for (const Event& event : script.events()) loop.post(event.body, event.at);
    add(*store, {record_kind::kStopped, script.now(), "{}", std::nullopt});
    ASSERT_TRUE(store->checkpoint().ok());
  }

 private:
  class Writer final : public Recorder {
   public:
    Writer(JournalHome& home, JournalWriter& store) : home_(home), store_(store) {}
    void append(const Event& event) override { home_.add(store_, draft_event(event)); }
    void append(const Effect& effect, Milliseconds at) override {
      home_.add(store_, draft_effect(effect, at));
    }

   private:
    JournalHome& home_;
    JournalWriter& store_;
  };

  void add(JournalWriter& store, const Draft& draft) {
    now_ms_ = std::max(now_ms_, draft.at);
    ASSERT_TRUE(store.append({&draft, 1}).ok());
  }

  static void send_a_message(Script& script) {
    hold_message(script);
    deliver(script, DeliveryOutcome::kSent, "");
    script.wait(60'000);
  }

  static void switch_a_light(Script& script) {
    script.say("Alexa turn on the kitchen light", {.wake = true});
    script.post(DeviceAnswered{script.state().device_orders.back().command, "confirmed", ""});
    script.finish_prompt();
    script.wait(60'000);
  }

  static void name_nobody(Script& script) {
    script.say("Alexa send a message", {.wake = true});
    for (int i = 0; i < 2; ++i) {
      script.finish_prompt();
      script.wait(500);
      script.say("so anyway we did the floor", {.length_ms = 1500});
    }
    script.finish_prompt();
    script.wait(1000);
  }

  Signer signer_;
  std::int64_t now_ms_ = 0;
};

}  // namespace sotto
