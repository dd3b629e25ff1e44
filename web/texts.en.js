// Every English word of the page. Another language is another file with the same names.
const percent = (share) => `${Math.round(share * 100)} %`;
const plural = (count, one, many) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export function seconds(value) {
  const minutes = Math.floor(value / 60);
  return `${minutes}:${(value - minutes * 60).toFixed(1).padStart(4, "0")}`;
}

export function clock(time) {
  return new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

export function day(time) {
  const date = new Date(time);
  const today = new Date();
  const yesterday = new Date(today.getTime() - 86400000);
  if (date.toDateString() === today.toDateString()) return "Today";
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday";
  return date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

const figure = (value) => Number(value.toPrecision(2)).toLocaleString("en-GB", { maximumSignificantDigits: 2 });
const bound = (perHour) => `below ${figure(perHour)} an hour (95 %)`;
const hours = (value) => (value < 1 ? `${Math.round(value * 60)} minutes` : `${value.toFixed(1)} hours`);

const turns = {
  request: "the order",
  contact: "whom it is for",
  confirm: "the confirmation",
  challenge: "the phrase",
  message: "the message",
};

const messageStates = {
  recording: "Recording a message",
  held: "Message held",
  waiting: "Message waits for you",
  sending: "Sending",
  deferred: "Message is tried again",
  sent: "Message sent",
  cancelled: "Message cancelled",
  refused: "Message refused",
  failed: "Message failed",
  unknown: "Nobody knows whether it arrived",
};

const gateNames = {
  wake: "Wake",
  request: "Request",
  contact: "Contact",
  confirm: "Confirm",
  record: "Record",
  hold: "Hold",
};

const verdictWords = {
  pass: "passed",
  refuse: "refused",
  "ask-again": "asked again",
  escalate: "wants more",
  open: "not reached",
};

const kinds = {
  light: "Light",
  switch: "Switch",
  fan: "Fan",
  climate: "Heating",
  lock: "Lock",
  cover: "Cover",
  alarm_control_panel: "Alarm",
  sensor: "Sensor",
  binary_sensor: "Sensor",
  siren: "Siren",
};

const stateWords = {
  on: "on",
  off: "off",
  locked: "locked",
  unlocked: "unlocked",
  open: "open",
  closed: "closed",
  opening: "opening",
  closing: "closing",
  armed_away: "armed",
  armed_home: "armed at home",
  armed_night: "armed for the night",
  disarmed: "disarmed",
  triggered: "alarm!",
  pending: "about to sound",
};

const ingredients = {
  title(line) {
    switch (line.type) {
      case "wake":
        if (line.accepted) return `Woke on “${line.text}”`;
        return line.text ? `Did not wake on “${line.text}”` : "Did not wake";
      case "heard":
        return `“${line.text}”`;
      case "said":
        return line.text ? `Sotto: “${line.text}”` : "Sotto plays a tone";
      case "gate":
        return `${gateNames[line.gate] ?? line.gate} gate ${verdictWords[line.verdict] ?? line.verdict}`;
      case "device":
        return `${line.id.replaceAll("_", " ")}: ${line.command.replaceAll("-", " ")}`;
      case "message":
        return `${messageStates[line.state] ?? line.state}${line.contact ? `, ${line.contact}` : ""}`;
      case "timer":
        return "A timer";
      case "error":
        return "Something went wrong";
      default:
        return null;
    }
  },
};

export const texts = {
  brand: "Sotto",
  skip: "Skip to the content",
  navigation: "Views",
  views: { now: "Now", outbox: "Outbox", history: "History", home: "Home", people: "People", safety: "Safety" },
  leaveIt: "Leave it",
  notReached: "Sotto does not answer. Is it still running?",
  trouble: (error) => [error.message, error.advice].filter(Boolean).join(": "),
  mute: "Mute",
  unmute: "Unmute",
  isMuted: "Muted. Sotto hears nothing until you switch it on again.",
  isUnmuted: "Sotto listens again.",
  states: {
    listening: "Listening",
    muted: "Muted",
    speaking: "Speaking",
    dialog: "In a dialog",
    away: "Not running",
  },
  gates: gateNames,
  verdicts: verdictWords,
  signIn: {
    title: "Open the link that Sotto has printed",
    wrong: "This link is no longer valid",
    how:
      "Where Sotto was started it has printed a link for this browser. Open that link once; after that this " +
      "browser is known for thirty days.",
    example: "sotto: the page: http://127.0.0.1:8787/#token=…",
    why: "A new link is made each time Sotto starts, so nobody comes in with an old one.",
  },
  onlyThere: "Only on the machine that Sotto runs on",
  pair: {
    title: "Pair this device",
    how: "On the machine that Sotto runs on, in a terminal:",
    example: "sotto page pair",
    compare:
      "It shows a fingerprint and a code. Compare the fingerprint (SHA-256) with that of the certificate your " +
      "browser has for this page; where they differ, somebody is between you and Sotto: enter nothing.",
    code: "Code of eight digits",
    enter: "Pair",
    refused: {
      401: "This code is wrong, or holds no longer. After five tries a new one is needed.",
      429: "Only one code a second is looked at: try again.",
    },
  },
  line(line, reason) {
    const title = ingredients.title(line);
    if (!title) return null;
    const because = line.reason ? reason(line.reason) : null;
    switch (line.type) {
      case "wake":
        return { title, kind: line.accepted ? "pass" : "refuse", more: because ? `because ${because}` : null };
      case "heard": {
        const voice = line.same_voice === true ? ", same voice" : line.same_voice === false ? ", another voice" : "";
        return { title, more: `heard as ${turns[line.turn] ?? line.turn}, ${percent(line.confidence)} sure${voice}` };
      }
      case "gate":
        return { title, kind: line.verdict, more: because ? `because ${because}` : null };
      case "device":
        return { title, more: line.result, kind: line.result === "confirmed" ? "pass" : "plain" };
      case "message": {
        const length = line.seconds ? `${line.seconds.toFixed(1)} s of sound` : null;
        const kind = { sent: "pass", failed: "refuse", refused: "refuse", unknown: "refuse" }[line.state];
        return { title, kind, more: [length, because ? `because ${because}` : null].filter(Boolean).join(", ") };
      }
      case "error":
        return { title, kind: "refuse", more: line.detail };
      default:
        return { title };
    }
  },
  now: {
    state: "How it stands",
    level: "How loud the room is",
    microphone: "Microphone",
    muteLead: "Off: the capture of sound is stopped until you switch it on, also after a restart.",
    mutedThere: "Off. It is switched on again on the machine that Sotto runs on, and nowhere else.",
    stop: "Stop what is going on",
    gates: "The six gates",
    gatesLead: "A message leaves the house only after all six. Lights need the first two.",
    log: "What was heard and decided",
    nothing: (wake) => `Nothing has happened yet. Say “${wake || "Alexa"}”.`,
    titles: {
      listening: (now) => `Listening for “${now.wake_word}”`,
      muted: () => "Muted",
      speaking: () => "Speaking",
      dialog: () => "Listening to you",
      away: () => "Not running",
    },
    leads: {
      listening: (now) =>
        now.communications
          ? "Messages are switched on. Nothing that it hears leaves the house " + "but what somebody confirms."
          : "Messages are switched off. Nothing that it hears leaves the house.",
      muted: () => "Nothing is heard. Nothing can wake it.",
      speaking: () => "Sotto is asking or answering.",
      dialog: () => "Somebody has said the wake word. Touch stop to end it.",
      away: () => "The program that listens does not run, or this page has lost it.",
    },
  },
  outbox: {
    lead: "Messages that were confirmed, and what became of them.",
    toDecide: "to decide",
    approveThere: "Cancel it here, or approve it on the machine that Sotto runs on.",
    emptyTitle: "The outbox is empty",
    emptyLead: "A message appears here as soon as it is confirmed, and stays until it has left or was cancelled.",
    open: "To decide",
    over: "Done",
    states: {
      ...messageStates,
      held: "Held",
      waiting: "Waits for you",
      deferred: "Tried again later",
      sent: "Sent",
      cancelled: "Cancelled",
      failed: "Failed",
      sending: "Being sent",
      unknown: "Unknown",
    },
    to: (contact) => `To ${contact}`,
    by: (channel, length) => `by ${channel}, ${length.toFixed(1)} s`,
    goes: (left) => `Goes out in ${plural(left, "second", "seconds")}`,
    goesSoon: "Goes out at any moment",
    again: (time) => `Tried again at ${clock(time)}`,
    cancel: "Cancel",
    approve: "Approve and send",
    approveAgain: "Send it again",
    play: "Play",
    pause: "Pause",
    cancelled: "Cancelled. It will not be sent.",
    sent: "Sent.",
    notSent: (words) => `Not sent: ${words}`,
    askTitle: (contact) => `Send this to ${contact}?`,
    askBody: "Listen to it first: it is sent as it was recorded.",
    askAgainBody: "Nobody knows whether it has arrived already. It may arrive twice.",
    noWords: "What was said is not written down.",
    advice: {
      held: "Say “cancel”, or touch Cancel, and it stays here.",
      waiting: "It is never sent by itself. Approve it, or cancel it.",
      deferred: "The channel did not take it. It is tried again by itself.",
      failed: "It did not go out. Say it again, or look at the channel’s settings.",
      unknown: "Ask whether it arrived. It is not sent again by itself.",
    },
  },
  history: {
    lead: "Every time Sotto woke, and why it did what it did.",
    emptyTitle: "Nothing yet",
    emptyLead:
      "Interactions appear here as they happen. What was said is deleted after thirty days, its sound after one.",
    filter: "Show",
    filters: { all: "Everything", sent: "Messages", refused: "Refused", near: "Also what did not wake it" },
    back: "All interactions",
    outcome: (entry) => {
      const contact = entry.contact
        ? ` to ${entry.contact === "(deleted)" ? "somebody (deleted)" : entry.contact}`
        : "";
      const outcome = entry.outcome.replaceAll("_", " ");
      return `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}${contact}`;
    },
    because: (words, gate) => `${gateNames[gate] ?? gate} gate: ${words}`,
    passedAll: "every gate passed",
    play: "Play",
    pause: "Pause",
    noSound: "Its sound is not kept.",
    soundDeleted: "Its sound was deleted.",
    wordsDeleted: "What was said was deleted.",
    waveform: "Sound of this interaction, with the gates on it",
    jump: (gate, verdict, time) =>
      `${gateNames[gate] ?? gate} ${verdictWords[verdict] ?? verdict} at ${seconds(time)}`,
    steps: "Step by step",
    different: "What would have had to be different",
    whatIf: "What would another policy have done?",
    whatIfLead: "The same evidence, judged by the rules of a speaker of 2018. Nothing is sent by asking.",
    whatIfAsk: "Ask portland-2018",
    whatIfBusy: "Thinking it through…",
    whatIfNothing: "It would not have woken for this either, or the records do not say enough.",
    whatIfSent: (contact, length) => `It would have sent ${length.toFixed(1)} s of what was said to ${contact}.`,
    whatIfKept: "It would have sent nothing.",
    remove: "Delete what was said",
    removeTitle: "Delete words and sound?",
    removeBody:
      "They are destroyed for ever. That something was decided, and that it was deleted, stays in the journal.",
    removed: "Deleted.",
    policy: (policy) => (policy ? `under the policy ${policy.name}, version ${policy.version}` : ""),
    met: "met",
    notMet: "not met",
  },
  home: {
    lead: "Every device that has described itself, and what it last said. What unlocks or opens is asked about again.",
    emptyTitle: "No devices yet",
    emptyLead: "Name a broker in sotto.toml under [mqtt], or start a house to try: sotto home.",
    elsewhere: "Elsewhere",
    away: "cannot be reached",
    silent: "has not said anything yet",
    kinds,
    state: (value) => stateWords[value] ?? String(value ?? "").replaceAll("_", " "),
    degrees: (value) => `${Number(value).toFixed(1).replace(".0", "")} °C`,
    target: (value) => `set to ${value}`,
    warmer: (name) => `${name} warmer`,
    colder: (name) => `${name} colder`,
    commands: {
      lock: "Lock",
      close: "Close",
      "arm-away": "Arm",
      unlock: "Unlock",
      open: "Open",
      disarm: "Disarm",
    },
    openTitle: (command, name) => `${command} the ${name}?`,
    openBody: "This is done at once, wherever you are, and written down.",
    said: (name, result) =>
      ({
        confirmed: `${name}: done.`,
        "no-answer": `${name} does not answer.`,
        unavailable: `${name} cannot be reached.`,
        refused: `${name} has refused.`,
        "no-device": `${name} is not there any more.`,
      })[result] ?? `${name}: ${result}`,
  },
  people: {
    lead: "Whom messages may go to. Nobody is allowed until you say so.",
    comms: "Communications",
    commsOn: "Messages may be sent to those who are allowed below.",
    commsOff: "Messages are switched off. The code that sends is not even started.",
    off: "Switch communications off",
    on: "Switch communications on",
    offTitle: "Take all communications out of the house?",
    offBody: (contacts, open) => [
      `This forgets ${plural(contacts, "contact", "contacts")}, the passwords of the channels and ` +
        `${plural(open, "message that is", "messages that are")} not sent yet.`,
      "Lights, heating and everything else go on.",
    ],
    offYes: "Switch off and forget",
    release: "Release a lock",
    releaseLead: "After many near-misses nothing is sent until you release it here.",
    isReleased: "Sending is released, and the near-misses are forgotten.",
    isOff: "Communications are off. Contacts and passwords are forgotten.",
    isOn: "Communications are on. Allow contacts one by one.",
    contacts: "Contacts",
    emptyTitle: "No contacts",
    emptyLead: "Bring your address book as a vCard file. Nobody is allowed by an import.",
    allow: (name) => `Messages to ${name} are allowed`,
    nicknames: (names) => `also ${names.join(", ")}`,
    sounds: "By sound",
    find: "Find somebody",
    fromSettings: "from sotto.toml",
    importCards: "Import vCards",
    imported: (sum) =>
      `${plural(sum.added ?? 0, "contact", "contacts")} added, ${sum.extended ?? 0} extended, ` +
      `${plural(sum.left_out ?? 0, "card", "cards")} left out. Nobody is allowed by it.`,
    voices: "Enrolled voices",
    voicesTrouble: (what) => `Nobody is known by voice: the prints cannot be read (${what})`,
    noVoices: "No voice is enrolled. On this machine: sotto enroll NAME",
    more: (count) => `and ${count} more: find them by name`,
  },
  safety: {
    lead: "What was promised, and how it can be checked.",
    journal: "Journal",
    checkpoint: (size, time) => `Signed up to record ${size}${time ? `, ${clock(time)} ${day(time)}` : ""}.`,
    noCheckpoint: "Nothing is signed yet.",
    verify: "Verify now",
    verifying: "Looking at every record…",
    intact: (report) =>
      `Intact: ${plural(report.records, "record", "records")}, ${report.signed_records} of them signed, ` +
      `${plural(report.checkpoints, "checkpoint", "checkpoints")}.`,
    broken: (report) => `Not intact: ${plural(report.findings.length, "finding", "findings")}.`,
    finding: (finding) => `record ${finding.record}: ${finding.words}`,
    policy: "Rules in force",
    policyName: (policy) => `${policy.name}, version ${policy.version}`,
    rules: (policy) => [
      ["Wake", "A detector proposes, the recogniser listens again, and a word that sounds alike is refused."],
      [
        "Request",
        `The whole sentence must be an order, begun within ${(policy.request?.start_within_ms ?? 0) / 1000} s ` +
          `and heard with at least ${percent((policy.request?.confidence_min ?? 0) / 1000)} certainty.`,
      ],
      [
        "Contact",
        "The question must have been heard, nobody may talk through it, and the whole answer must be one " +
          "allowed name, clearly apart from every other.",
      ],
      ["Confirm", "The whole answer must be an accepted one, in the same voice; a bare yes is not enough."],
      ["Record", "Only what is said after the confirmation is the message, and only if it ends."],
      ["Hold", `${(policy.hold?.hold_ms ?? 0) / 1000} s in which anybody can cancel by voice, here or by muting.`],
    ],
    doctor: "Health",
    doctorLead: "Looks at models, microphone, settings and rights. Takes some seconds.",
    examine: "Examine now",
    examining: "Examining…",
    well: "All is well.",
    problems: (count) => plural(count, "problem", "problems"),
    ok: "fine",
    problem: "problem",
    campaign: "Measured safety",
    noCampaign:
      "No report of a campaign lies in the data folder. sotto campaign writes one; [page] report in sotto.toml " +
      "names it.",
    campaignLead: (campaign) =>
      `${hours(campaign.hours)} of talk in ${plural(campaign.recordings, "recording", "recordings")} in which nobody ` +
      `meant to send anything, heard ${day(campaign.made)} by commit ${campaign.commit.slice(0, 12)}.`,
    campaignPart: "Not all of it has been heard yet.",
    campaignRows: (variant) => [
      variant.wakes ? ["Woke by mistake", String(variant.wakes.count), bound(variant.wakes.upper)] : null,
      variant.sent ? ["Sent by mistake", String(variant.sent.count), bound(variant.sent.upper)] : null,
      ...variant.gates.map((gate) => [
        `${gateNames[gate.gate] ?? gate.gate} gate by itself`,
        `${gate.passed} of ${gate.tried} passed`,
        `below ${figure(gate.upper * 100)} % (95 %)`,
      ]),
      variant.composed
        ? [
            "Whole chain, composed",
            bound(variant.composed["1"]),
            `${bound(variant.composed["10"])} if each gate is ten times likelier to pass after the one before`,
          ]
        : null,
    ].filter(Boolean),
    campaignCaution:
      "Bounds hold with 95 % for sound like the sound that was heard. They say nothing about other rooms, other " +
      "languages or people who attack.",
    exits: "Where the page can be reached",
    exitsLead: "Only from this machine. The page asks nothing from anywhere else.",
    signOut: "Forget this browser",
    signedOut: "This browser is forgotten. Open the printed link to come back.",
  },
};
