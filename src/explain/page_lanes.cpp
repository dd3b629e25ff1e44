#include "explain/page_lanes.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "explain/wording.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kBefore = 2000;
constexpr Milliseconds kAfter = 800;
constexpr int kTicks = 6;
constexpr int kWaveformHeight = 97;  // of page.js, with its border

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", value);
  return text.data();
}

// Where a time lies on the axis, in percent.
double place(const PageAxis& axis, Milliseconds at) {
  const auto length = static_cast<double>(std::max<Milliseconds>(axis.to - axis.from, 1));
  return std::clamp(static_cast<double>(at - axis.from) * 100.0 / length, 0.0, 100.0);
}

std::string bar(const PageAxis& axis, Milliseconds from, Milliseconds to, int y, const char* kind,
                const std::string& title) {
  if (to <= axis.from || from >= axis.to) return "";
  const double left = place(axis, from);
  const double width = std::max(place(axis, to) - left, 0.3);
  return "<rect class=\"" + std::string(kind) + "\" x=\"" + number(left) + "%\" y=\"" + std::to_string(y) +
         "\" width=\"" + number(width) + "%\" height=\"18\" rx=\"3\"><title>" + escaped(title) +
         "</title></rect>\n";
}

// `top`: how far up its line goes, into the waveform where there is one.
std::string gate_mark(const PageAxis& axis, const GateStep& gate, int top) {
  const std::string x = number(place(axis, gate.at)) + "%";
  const std::string kind = verdict_class(gate.verdict);
  return "<line class=\"gate-line\" x1=\"" + x + "\" x2=\"" + x + "\" y1=\"" + std::to_string(top) +
         "\" y2=\"104\"/>\n<g class=\"mark " + kind + "\"><svg x=\"" + x +
         "\" y=\"80\" overflow=\"visible\"><circle r=\"11\" cy=\"11\"/><text y=\"15\">" +
         verdict_sign(gate.verdict) + "</text><title>" + escaped(run_time(gate.at)) + " " +
         escaped(std::string(gate_name(gate.gate))) + " gate " +
         escaped(verdict_words(gate.gate, gate.verdict)) + "</title></svg></g>\n";
}

std::string ticks(const PageAxis& axis) {
  const Milliseconds length = std::max<Milliseconds>(axis.to - axis.from, 1);
  Milliseconds step = 1000;
  for (const Milliseconds wider : {2000, 5000, 10'000, 20'000, 60'000, 300'000}) {
    if (length / step > kTicks) step = wider;
  }
  std::string text;
  for (Milliseconds at = (axis.from / step + 1) * step; at < axis.to; at += step) {
    if (place(axis, at) < 4.0 || place(axis, at) > 95.0) continue;  // its number would be cut off
    const std::string x = number(place(axis, at)) + "%";
    text += "<line class=\"tick\" x1=\"" + x + "\" x2=\"" + x +
            "\" y1=\"108\" y2=\"114\"/><text class=\"tick-text\" x=\"" + x + "\" y=\"128\">" + run_time(at) +
            "</text>\n";
  }
  return text;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
    }
  }
  return safe;
}

std::string verdict_class(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kRefuse:
      return "refuse";
    default:
      return "again";
  }
}

std::string verdict_sign(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "&#10003;";
    case Verdict::kRefuse:
      return "&#10005;";
    default:
      return "?";
  }
}

PageAxis axis_of(const Interaction& interaction, const std::optional<SampleSpan>& sound) {
  if (sound) return {to_milliseconds(sound->from), to_milliseconds(sound->to)};
  Milliseconds end = std::max(interaction.at, interaction.wake.judgement.at);
  for (const GateStep& gate : interaction.gates) end = std::max(end, gate.at);
  for (const PromptStep& prompt : interaction.prompts)
    end = std::max(end, prompt.ends.value_or(prompt.begins));
  for (const MessageStep& message : interaction.messages) end = std::max(end, message.at);
  return {std::max<Milliseconds>(interaction.at - kBefore, 0), end + kAfter};
}

std::string lanes_svg(const Interaction& interaction, const PageAxis& axis, bool below_waveform) {
  const int top = below_waveform ? -kWaveformHeight : 0;
  std::string svg =
      "<svg class=\"lanes\" role=\"img\" aria-label=\"Time axis: speech in the room, what Sotto said, and "
      "when each "
      "gate judged. The steps below tell the same in words.\" width=\"100%\" height=\"134\">\n";
  svg += "<line class=\"base\" x1=\"0\" x2=\"100%\" y1=\"108\" y2=\"108\"/>\n" + ticks(axis);
  for (const SampleSpan& speech : interaction.speech) {
    svg += bar(axis, to_milliseconds(speech.from), to_milliseconds(speech.to), 20, "speech",
               "speech in the room, " + run_time_of(speech.from) + " to " + run_time_of(speech.to));
  }
  for (const PromptStep& prompt : interaction.prompts) {
    const Milliseconds end = prompt.ends.value_or(prompt.begins + 200);
    svg += bar(axis, prompt.begins, end, 58, "prompt",
               "Sotto, " + run_time(prompt.begins) + ": " + (prompt.tone() ? "a tone" : prompt.text));
  }
  svg += gate_mark(axis, interaction.wake.judgement, top);
  for (const GateStep& gate : interaction.gates) svg += gate_mark(axis, gate, top);
  svg +=
      "<text class=\"lane-name\" x=\"2\" y=\"14\">speech in the room</text>\n"
      "<text class=\"lane-name\" x=\"2\" y=\"53\">Sotto speaks</text>\n"
      "</svg>\n";
  return svg;
}

}  // namespace sotto
