#include "explain/interaction_json.hpp"

#include <nlohmann/json.hpp>

namespace sotto {
namespace {

using nlohmann::json;

double to_seconds(Milliseconds at) {
  return static_cast<double>(at) / 1000.0;
}

double position_seconds(SampleCount position) {
  return static_cast<double>(position) / kSampleRate;
}

json said_json(const Said& said) {
  return said ? json(*said) : json();
}

json span_json(const SampleSpan& span) {
  return {{"from", position_seconds(span.from)}, {"to", position_seconds(span.to)}};
}

json spans_json(const std::vector<SampleSpan>& spans) {
  json list = json::array();
  for (const SampleSpan& span : spans) list.push_back(span_json(span));
  return list;
}

json gate_json(const GateStep& gate) {
  json evidence = json::object();
  for (const KnownFact& fact : gate.evidence) {
    json& value = evidence[fact.key];
    if (fact.value) std::visit([&value](const auto& known) { value = known; }, *fact.value);
  }
  json step = {{"record", gate.sequence},
               {"t", to_seconds(gate.at)},
               {"gate", gate_name(gate.gate)},
               {"verdict", verdict_name(gate.verdict)},
               {"evidence", std::move(evidence)}};
  step["reason"] = gate.reason == Reason::kNone ? json() : json(reason_code(gate.reason));
  return step;
}

json wake_json(const WakeStep& wake) {
  json step = gate_json(wake.judgement);
  step["proposed_t"] = to_seconds(wake.proposed_at);
  step["text"] = said_json(wake.text);
  step["scores"] = json::object();
  for (const DetectorScore& score : wake.scores) step["scores"][score.detector] = score.score;
  return step;
}

json prompt_json(const PromptStep& prompt) {
  json step = {{"record", prompt.sequence}, {"prompt", prompt.name},
               {"text", prompt.text},       {"from", to_seconds(prompt.begins)},
               {"heard", prompt.heard},     {"talked_over", spans_json(prompt.talked_over)}};
  if (prompt.echo)
    step["echo"] = {{"found", prompt.echo->found}, {"over_talk_db", prompt.echo->over_talk_db}};
  step["to"] = prompt.ends ? json(to_seconds(*prompt.ends)) : json();
  return step;
}

json steps_json(const Story& story) {
  json steps = json::array();
  for (const StoryStep& step : story.steps) {
    json checks = json::array();
    for (const Check& check : step.checks)
      checks.push_back({{"held", check.held}, {"text", check_text(check)}});
    steps.push_back(
        {{"record", step.sequence}, {"t", to_seconds(step.at)}, {"text", step.text}, {"checks", checks}});
  }
  return steps;
}

json heard_json(const Interaction& interaction) {
  json list = json::array();
  for (const HeardStep& heard : interaction.heard) {
    json step = span_json(heard.span);
    step["record"] = heard.sequence;
    step["turn"] = turn_name(heard.turn);
    step["text"] = said_json(heard.text);
    step["confidence"] = heard.confidence;
    list.push_back(std::move(step));
  }
  return list;
}

json messages_json(const Interaction& interaction) {
  json list = json::array();
  for (const MessageStep& message : interaction.messages) {
    json step = span_json(message.span);
    step["record"] = message.sequence;
    step["t"] = to_seconds(message.at);
    step["state"] = message_state_name(message.state);
    step["contact"] = said_json(message.contact);
    step["reason"] = message.reason == Reason::kNone ? json() : json(reason_code(message.reason));
    list.push_back(std::move(step));
  }
  return list;
}

json rest_json(const Interaction& interaction) {
  json rest = {{"comparisons", json::array()},
               {"devices", json::array()},
               {"interruptions", json::array()},
               {"deletions", json::array()}};
  for (const ComparisonStep& step : interaction.comparisons) {
    rest["comparisons"].push_back({{"record", step.sequence},
                                   {"t", to_seconds(step.at)},
                                   {"similarity", step.similarity},
                                   {"reference_ms", step.reference_ms},
                                   {"reply_ms", step.reply_ms}});
  }
  for (const DeviceStep& step : interaction.devices) {
    rest["devices"].push_back({{"record", step.sequence},
                               {"t", to_seconds(step.at)},
                               {"id", step.device},
                               {"command", step.command},
                               {"result", step.result}});
  }
  for (const Interruption& step : interaction.interruptions) {
    rest["interruptions"].push_back(
        {{"record", step.sequence}, {"t", to_seconds(step.at)}, {"kind", step.kind}});
  }
  for (const Deletion& step : interaction.deletions) {
    rest["deletions"].push_back({{"record", step.sequence},
                                 {"wall_ms", step.wall_ms},
                                 {"why", step.why},
                                 {"words", step.words},
                                 {"sound", step.sound}});
  }
  return rest;
}

}  // namespace

std::string interaction_json(const Interaction& interaction, const Story& story) {
  json facts = rest_json(interaction);
  facts["type"] = "interaction";
  facts["id"] = interaction.id;
  facts["records"] = {{"from", interaction.from}, {"to", interaction.to}};
  facts["wall_ms"] = interaction.wall_ms;
  facts["t"] = to_seconds(interaction.at);
  facts["policy"] = json();
  if (interaction.policy) {
    facts["policy"] = {{"name", interaction.policy->name},
                       {"version", interaction.policy->version},
                       {"record", interaction.policy_sequence}};
  }
  facts["settings_record"] = interaction.settings_sequence ? json(*interaction.settings_sequence) : json();
  facts["wake"] = wake_json(interaction.wake);
  facts["heard"] = heard_json(interaction);
  facts["gates"] = json::array();
  for (const GateStep& gate : interaction.gates) facts["gates"].push_back(gate_json(gate));
  facts["prompts"] = json::array();
  for (const PromptStep& prompt : interaction.prompts) facts["prompts"].push_back(prompt_json(prompt));
  facts["messages"] = messages_json(interaction);
  facts["speech"] = spans_json(interaction.speech);
  facts["sound"] = json();
  if (interaction.sound) {
    facts["sound"] = span_json(interaction.sound->span);
    facts["sound"]["record"] = interaction.sound->sequence;
    facts["sound"]["deleted"] = interaction.sound->deleted;
  }
  facts["words_deleted"] = interaction.words_deleted;
  facts["story"] = {{"headline", story.headline},
                    {"steps", steps_json(story)},
                    {"question", story.question},
                    {"different", story.different}};
  return facts.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace sotto
