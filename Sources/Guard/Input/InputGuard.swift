import Taint

/// Checks a text that came in, from a caller or from a tool, before a model sees it.
package struct InputGuard: Sendable {
    /// The most bytes of a text, and of a text that one person typed or said at once.
    package var byteLimit: Int

    /// A guard with that limit.
    package init(byteLimit: Int = 65_536) { self.byteLimit = byteLimit }

    /// Examines a text of that origin. Instructions count as odd only in what should hold none: external data.
    package func examine(_ text: String, from origin: Integrity) -> InputReport {
        var report = InputReport(refusal: refusal(text), text: text, signals: [])
        guard report.refusal == nil else { return report }
        report.text = PlainText.cleaned(text)
        report.signals = shape(text) + scripts(report.text)
        if origin == .external { report.signals += InstructionScanner.signals(in: report.text) }
        return report
    }

    private func refusal(_ text: String) -> InputRefusal? {
        if text.utf8.count > byteLimit { return .tooLarge }
        var stacked = 0
        for scalar in text.unicodeScalars {
            if PlainText.isControl(scalar) { return .control }
            stacked = isMark(scalar) ? stacked + 1 : 0
            if stacked > 8 { return .combiningFlood }
        }
        return nil
    }

    private func shape(_ text: String) -> [InputSignal] {
        var signals: [InputSignal] = []
        let scalars = text.unicodeScalars
        if scalars.contains(where: PlainText.isBidirectionalControl) {
            signals.append(InputSignal("bidirectional", 40))
        }
        if scalars.contains(where: { (0xE0000...0xE007F).contains($0.value) }) {
            signals.append(InputSignal("tags", 80))
        }
        if scalars.contains(where: isHidden) { signals.append(InputSignal("invisible", 30)) }
        if isDecomposed(text) { signals.append(InputSignal("not-composed", 5)) }
        if scalars.contains(where: { $0.properties.generalCategory == .privateUse }) {
            signals.append(InputSignal("private-use", 20))
        }
        return signals
    }

    private func scripts(_ text: String) -> [InputSignal] {
        let words = text.split(whereSeparator: \.isWhitespace)
        return words.contains(where: PlainText.mixesScripts) ? [InputSignal("mixed-script", 30)] : []
    }

    /// Invisible and no bidirectional control, tag, or emoji selector (which is harmless and common).
    private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        PlainText.isInvisible(scalar) && !PlainText.isBidirectionalControl(scalar)
            && !(0xE0000...0xE007F).contains(scalar.value) && !(0xFE0E...0xFE0F).contains(scalar.value)
    }

    /// Whether a Latin letter is followed by a combining mark, or a sign stands that has a canonical other: the common
    /// ways not to be in Unicode's normal form C (UAX 15). Not an exact test, which needs the whole tables.
    private func isDecomposed(_ text: String) -> Bool {
        var afterLetter = false
        for scalar in text.unicodeScalars {
            if afterLetter, (0x300...0x345).contains(scalar.value) { return true }
            if [0x2126, 0x212A, 0x212B, 0x37E, 0x387, 0x1FEF, 0x374].contains(scalar.value) { return true }
            if (0xF900...0xFAFF).contains(scalar.value) || (0x2F800...0x2FA1D).contains(scalar.value) { return true }
            afterLetter = (0x41...0x24F).contains(scalar.value) && scalar.properties.isAlphabetic
        }
        return false
    }

    private func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x300 else { return false }
        let category = scalar.properties.generalCategory
        return category == .nonspacingMark || category == .enclosingMark
    }
}
