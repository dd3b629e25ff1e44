#include "explain/campaign_page.hpp"

#include <nlohmann/json.hpp>

#include "explain/page_texts.hpp"
#include "journal/base64.hpp"

namespace sotto {
namespace {

std::string source_of(HashFunction sha256, std::string_view text) {
  return "'sha256-" +
         encode_base64(sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()})) + "'";
}

// Data for a script: `</script>` and the like must not come up in it.
std::string data_element(const std::string& id, std::string_view json) {
  std::string text = "<script type=\"application/json\" id=\"" + id + "\">";
  for (const char letter : json) {
    if (letter == '<') {
      text += "\\u003c";
    } else {
      text += letter;
    }
  }
  return text + "</script>\n";
}

std::string clips_json(std::span<const CampaignClip> clips) {
  nlohmann::json all = nlohmann::json::object();
  for (const CampaignClip& clip : clips) {
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(clip.ogg.data()), clip.ogg.size());
    all[clip.name] = "data:audio/ogg;base64," + encode_base64(bytes);
  }
  return all.dump();
}

}  // namespace

std::string campaign_page(std::string_view report, std::span<const CampaignClip> clips, HashFunction sha256) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src " +
      source_of(sha256, chart_library()) + " " + source_of(sha256, campaign_script()) + "; style-src " +
      source_of(sha256, campaign_style()) +
      "; media-src data:; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Sotto: a campaign</title>\n<style>";
  page += campaign_style();
  page +=
      "</style>\n</head>\n<body>\n<main><noscript><p>The figures stand in report.json beside this page; "
      "showing them here takes the page's own script.</p></noscript></main>\n";
  page += data_element("report", report);
  page += data_element("clips", clips_json(clips));
  page += "<!-- Chart.js\n\n" + std::string(chart_licence()) + "-->\n<script>";
  page += chart_library();
  page += "</script>\n<script>";
  page += campaign_script();
  page += "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace sotto
