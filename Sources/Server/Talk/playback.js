// Plays what it is given, in order, and says how much of each item has been played.
class Playback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = [];
    this.played = new Map();
    this.sinceReport = 0;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take(data) {
    if (data.stop) return (this.queue = []);
    this.queue.push({ item: data.item, samples: new Int16Array(data.samples), at: 0 });
    if (this.queue.length > 3000) this.queue.shift();
  }

  process(_, [[output]]) {
    let last;
    for (let i = 0; i < output.length; i++) {
      const piece = this.queue[0];
      if (!piece) { output[i] = 0; continue; }
      output[i] = piece.samples[piece.at++] / 32768;
      this.played.set(piece.item, (this.played.get(piece.item) ?? 0) + 1);
      last = piece.item;
      if (piece.at === piece.samples.length) this.queue.shift();
    }
    if (last) this.report(last);
    return true;
  }

  report(item) {
    if (++this.sinceReport < 20 && this.queue.length) return;
    this.sinceReport = 0;
    this.port.postMessage({ item, samples: this.played.get(item) });
  }
}
registerProcessor("playback", Playback);
