// Draws the waveform and plays from a step's time. The page says everything without it.
(() => {
  "use strict";
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const sound = document.getElementById("sound");
  if (!sound) return;

  for (const button of document.querySelectorAll("button.time")) {
    button.addEventListener("click", () => {
      sound.currentTime = Number(button.dataset.at) / 1000;
      sound.play();
    });
  }

  const place = document.getElementById("wave");
  if (facts.peaks.length === 0) {
    place.parentElement.hidden = true;
    return;
  }
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const loudest = Math.max(1, ...facts.peaks);
  const wave = WaveSurfer.create({
    container: place,
    media: sound,
    peaks: [facts.peaks.map((peak) => peak / loudest)],
    duration: facts.seconds,
    height: 96,
    cspNonce: facts.nonce,
    waveColor: colour("--speech"),
    progressColor: colour("--prompt"),
    cursorColor: colour("--ink"),
    cursorWidth: 2,
    dragToSeek: true,
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    wave.setOptions({
      waveColor: colour("--speech"),
      progressColor: colour("--prompt"),
      cursorColor: colour("--ink"),
    }));
})();
