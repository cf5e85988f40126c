// Collects 20 ms of the microphone at a time and hands it over as signed 16-bit samples.
class Capture extends AudioWorkletProcessor {
  constructor() { super(); this.frame = new Int16Array(480); this.filled = 0; this.energy = 0; }

  process([[channel]]) {
    if (!channel) return true;
    for (const sample of channel) {
      const limited = Math.max(-1, Math.min(1, sample));
      this.frame[this.filled++] = limited * 32767;
      this.energy += limited * limited;
      if (this.filled === this.frame.length) this.flush();
    }
    return true;
  }

  flush() {
    const level = Math.min(1, Math.sqrt(this.energy / this.filled) * 6);
    const copy = this.frame.slice().buffer;
    this.port.postMessage({ samples: copy, level }, [copy]);
    this.filled = this.energy = 0;
  }
}
registerProcessor("capture", Capture);
