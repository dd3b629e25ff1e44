#include "explain/story_page.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "explain/page_lanes.hpp"
#include "explain/page_texts.hpp"
#include "explain/wording.hpp"
#include "journal/base64.hpp"
#include "nlu/text.hpp"

namespace sotto {
namespace {

using nlohmann::json;

std::string hash_of(HashFunction sha256, std::string_view text) {
  const Hash hash = sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  return encode_base64(hash);
}

// `</script>` and the like must not come up in what the page hands to its script.
std::string for_script(const json& facts) {
  std::string text;
  for (const char letter : facts.dump(-1, ' ', true, json::error_handler_t::replace))
    letter == '<' ? text += "\\u003c" : text += letter;
  return text;
}

std::string time_of(Milliseconds at, const PageAxis& axis, bool playable) {
  const std::string text = run_time(at);
  if (!playable || at < axis.from || at > axis.to) return "<span class=\"time\">" + text + "</span>";
  return "<button type=\"button\" class=\"time\" data-at=\"" + std::to_string(at - axis.from) +
         "\" aria-label=\"Play from " + text + "\">" + text + "</button>";
}

std::string check_row(const Check& check) {
  const std::string sign = check.held ? "<span class=\"held\">&#10003; met</span>"
                                      : "<span class=\"not-held\">&#10005; not met</span>";
  return "<li>" + sign + " " + escaped(check_text(check)) + "</li>\n";
}

std::string evidence_list(const GateStep& gate) {
  if (gate.evidence.empty()) return "";
  std::string text =
      "<details><summary>Evidence as recorded (record " + std::to_string(gate.sequence) + ")</summary><dl>\n";
  for (const KnownFact& fact : gate.evidence) {
    std::string value = kDeleted;
    if (fact.value) {
      if (const auto* whole = std::get_if<std::int64_t>(&*fact.value)) value = std::to_string(*whole);
      if (const auto* flag = std::get_if<bool>(&*fact.value)) value = *flag ? "yes" : "no";
      if (const auto* words = std::get_if<std::string>(&*fact.value)) value = *words;
    }
    text += "<dt>" + escaped(fact.key) + "</dt><dd>" + escaped(value) + "</dd>\n";
  }
  return text + "</dl></details>\n";
}

std::string step_item(const StoryStep& step, const PageAxis& axis, bool playable) {
  std::string text = "<li>" + time_of(step.at, axis, playable) + " <p>" + escaped(step.text) + "</p>\n";
  if (step.gate == nullptr) return text + "</li>\n";
  const GateStep& gate = *step.gate;
  const std::string kind = verdict_class(gate.verdict);
  text += "<section class=\"card " + kind + "\"><h3><span class=\"sign\" aria-hidden=\"true\">" +
          verdict_sign(gate.verdict) + "</span> " + escaped(capitalized(std::string(gate_name(gate.gate)))) +
          " gate: " + escaped(verdict_words(gate.gate, gate.verdict)) + "</h3>\n<p class=\"asks\">" +
          escaped(capitalized(gate_question(gate.gate))) + "</p>\n";
  if (!step.checks.empty()) {
    text += "<ul>\n";
    for (const Check& check : step.checks) text += check_row(check);
    text += "</ul>\n";
  }
  return text + evidence_list(gate) + "</section></li>\n";
}

std::string list_section(const std::string& title, const std::vector<std::string>& entries) {
  if (entries.empty()) return "";
  std::string text = "<section><h2>" + escaped(title) + "</h2>\n<ul>\n";
  for (const std::string& entry : entries) text += "<li>" + escaped(capitalized(entry)) + "</li>\n";
  return text + "</ul></section>\n";
}

std::string sound_section(const Interaction& interaction, const PageAxis& axis,
                          const std::optional<PageSound>& sound) {
  std::string text = "<section><h2>What was heard, and when</h2>\n";
  if (sound) {
    text +=
        "<audio id=\"sound\" controls preload=\"auto\" aria-label=\"The sound of this dialog\" "
        "src=\"data:audio/ogg;base64," +
        encode_base64({reinterpret_cast<const std::uint8_t*>(sound->ogg.data()), sound->ogg.size()}) +
        "\"></audio>\n<div class=\"wave-place\"><div id=\"wave\" aria-hidden=\"true\"></div></div>\n";
  } else {
    text += "<p class=\"asks\">" +
            std::string(interaction.sound && interaction.sound->deleted ? "The sound was deleted."
                        : interaction.sound ? "The sound is kept, but is not in this page."
                                            : "No sound was kept.") +
            "</p>\n";
  }
  text += lanes_svg(interaction, axis, sound && !sound->peaks.empty());
  text +=
      "<p class=\"legend\"><span class=\"key speech-key\"></span> speech in the room "
      "<span class=\"key prompt-key\"></span> Sotto speaks "
      "<span class=\"key-sign pass\">&#10003;</span> a gate passed "
      "<span class=\"key-sign refuse\">&#10005;</span> a gate refused "
      "<span class=\"key-sign again\">?</span> it asked again</p>\n</section>\n";
  return text;
}

std::string facts_of(const PageAxis& axis, const std::optional<PageSound>& sound, const std::string& nonce) {
  json facts = {{"seconds", static_cast<double>(axis.to - axis.from) / 1000.0}, {"nonce", nonce}};
  facts["peaks"] = sound ? json(sound->peaks) : json::array();
  return for_script(facts);
}

std::string body_of(const Interaction& interaction, const Story& story, const PageAxis& axis,
                    const std::optional<PageSound>& sound) {
  std::string body = "<main>\n<header><h1>" + escaped(story.headline) + "</h1>\n<p class=\"where\">" +
                     escaped(story.where) + "</p></header>\n";
  body += sound_section(interaction, axis, sound);
  body += "<section><h2>Step by step</h2>\n<ol class=\"steps\">\n";
  for (const StoryStep& step : story.steps) body += step_item(step, axis, sound.has_value());
  body += "</ol></section>\n";
  body += list_section(story.question, story.different);
  for (const std::string& remark : story.remarks) body += "<p>" + escaped(remark) + "</p>\n";
  body += list_section("What the numbers mean", story.terms);
  body += "<footer><p>Told by Sotto from records " + std::to_string(interaction.from) + " to " +
          std::to_string(interaction.to) +
          " of its journal. This page asks nothing of any network.</p></footer>\n</main>\n";
  return body;
}

}  // namespace

std::vector<Permille> peaks_of(std::span<const float> samples, std::size_t count) {
  std::vector<Permille> peaks;
  count = std::min(count, samples.size());
  for (std::size_t i = 0; i < count; ++i) {
    float peak = 0.0F;
    for (const float sample : samples.subspan(
             i * samples.size() / count, (i + 1) * samples.size() / count - i * samples.size() / count)) {
      peak = std::max(peak, std::abs(sample));
    }
    peaks.push_back(to_permille(peak));
  }
  return peaks;
}

std::string story_page(const Interaction& interaction, const Story& story,
                       const std::optional<PageSound>& sound, HashFunction sha256) {
  const PageAxis axis = axis_of(interaction, sound ? std::optional(sound->span) : std::nullopt);
  const std::string body = body_of(interaction, story, axis, sound);
  // The waveform draws itself with a style of its own, which needs a pass word that nobody can know who only
  // gets words into this page.
  const std::string nonce = hash_of(sha256, body);
  std::string scripts = "'sha256-" + hash_of(sha256, page_script()) + "'";
  if (sound) scripts += " 'sha256-" + hash_of(sha256, waveform_library()) + "'";
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src " +
      scripts + "; style-src 'sha256-" + hash_of(sha256, page_style()) + "' 'nonce-" + nonce +
      "'; media-src data:; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Sotto: " +
      escaped(story.headline) + "</title>\n<style>" + std::string(page_style()) +
      "</style>\n</head>\n<body>\n" + body;
  page += "<script type=\"application/json\" id=\"facts\">" + facts_of(axis, sound, nonce) + "</script>\n";
  if (sound) {
    page += "<!-- wavesurfer.js\n\n" + std::string(waveform_licence()) + "-->\n<script>" +
            std::string(waveform_library()) + "</script>\n";
  }
  page += "<script>" + std::string(page_script()) + "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace sotto
