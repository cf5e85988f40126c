import Primitives
import Taint
import Wire

/// Says one value of a template in its formats.
struct ValueSpeaker {
    /// The longest plain value that is said, in bytes.
    static let lengthLimit = 200

    let place: String
    let formats: [SpokenTemplate.Format]
    let today: CivilDate?

    func say(_ value: JSON?) throws(SpokenTemplateError) -> String {
        guard let value, !value.isNull else { throw .missing(place) }
        guard case .array(let elements) = value else { return try say(value, formats[...]) }
        return try say(elements, formats[...])
    }

    private func say(_ elements: [JSON], _ formats: ArraySlice<SpokenTemplate.Format>) throws(SpokenTemplateError)
        -> String
    {
        if formats.first == .count { return SpokenForm.number(Int64(elements.count)) }
        let limit =
            formats.compactMap { if case .list(let limit) = $0 { limit } else { nil } }.first
            ?? SpokenTemplate.standardList
        guard !elements.isEmpty else { throw .missing(place) }
        let single = formats.filter { if case .list = $0 { false } else { true } }
        var items: [String] = []
        for element in elements.prefix(limit) { items.append(try say(element, single[...])) }
        return SpokenForm.list(items)
    }

    private func say(_ value: JSON, _ formats: ArraySlice<SpokenTemplate.Format>) throws(SpokenTemplateError) -> String
    {
        guard let said = self.said(value, formats.first) else { throw .unspeakable(place) }
        return said
    }

    private func said(_ value: JSON, _ format: SpokenTemplate.Format?) -> String? {
        switch format {
        case .none, .list: plain(value)
        case .date: value.stringValue.flatMap(CivilDate.init(iso:)).map { SpokenForm.date($0, today: today) }
        case .time(let exact): value.stringValue.flatMap(TimeOfDay.init(iso:)).map { SpokenForm.time($0, exact: exact) }
        case .money(let currency, let minor):
            amount(value, minor: minor).map { SpokenForm.money(minorUnits: $0, currency: currency) }
        case .digits: (value.stringValue ?? value.int64Value.map { String($0) }).flatMap(digits)
        case .number: value.int64Value.map(SpokenForm.number)
        case .name: plain(value).map(SpokenForm.name)
        case .text: value.stringValue.map(PlainText.cleaned)
        case .count: nil
        }
    }

    /// Digits and letters, one by one. Signs that are not said may stand only where nobody would miss them.
    private func digits(_ text: String) -> String? {
        let isSpeakable = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || " -+().".utf8.contains($0)
        }
        return isSpeakable && (1...Self.lengthLimit).contains(text.utf8.count) ? SpokenForm.digits(text) : nil
    }

    private func amount(_ value: JSON, minor: Bool) -> Int64? {
        if minor { return value.int64Value }
        return AmountReader.decimal(value.stringValue ?? value.numberValue?.text ?? "")
    }

    /// Words, numbers and single names as they are. No sign that could begin another sentence, so that a value in a
    /// read-back can't add words of its own to it; a hyphen or underscore is a space.
    private func plain(_ value: JSON) -> String? {
        if let number = value.numberValue { return number.int64.map(SpokenForm.number) ?? number.text }
        guard let text = value.stringValue, !text.isEmpty, text.utf8.count <= Self.lengthLimit else { return nil }
        guard text.unicodeScalars.allSatisfy(isSpeakable) else { return nil }
        return String(text.map { $0 == "-" || $0 == "_" ? " " : $0 })
    }

    private func isSpeakable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value)
                || " -_'&+".unicodeScalars.contains(scalar)
        }
        return scalar.properties.isAlphabetic && !PlainText.isInvisible(scalar) || scalar == "\u{2019}"
            || scalar.properties.generalCategory == .nonspacingMark
    }
}
