extension Evaluator {
    /// The result of a call.
    func call(_ instruction: Program.Instruction) throws(EvaluationError) -> CedarValue {
        try ExtensionFunction.allCases[Int(instruction.c)].apply(values(instruction))
    }
}

extension ExtensionFunction {
    /// The result of this function on `arguments`, the value before the point first.
    func apply(_ arguments: [CedarValue]) throws(EvaluationError) -> CedarValue {
        guard arguments.count == argumentCount, let first = arguments.first else { throw .argumentCount(self) }
        switch self {
        case .ip, .decimal, .datetime, .duration:
            guard case .string(let text) = first else { throw mismatch(.string, found: first) }
            guard let value = construct(text) else { throw .malformed(self) }
            return value
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast, .isInRange:
            return .bool(try addressTest(arguments))
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual:
            return .bool(try decimalTest(arguments))
        case .offset, .durationSince, .toDate, .toTime: return try calendar(arguments)
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: return .long(try units(first))
        }
    }

    private func mismatch(_ expected: ValueKind, found: CedarValue) -> EvaluationError {
        .typeMismatch(expected: [expected], found: found.kind)
    }

    private func addressTest(_ arguments: [CedarValue]) throws(EvaluationError) -> Bool {
        guard case .ip(let address) = arguments[0] else { throw mismatch(.ipaddr, found: arguments[0]) }
        switch self {
        case .isIpv4: return !address.isIPv6
        case .isIpv6: return address.isIPv6
        case .isLoopback: return address.isLoopback
        case .isMulticast: return address.isMulticast
        default:
            guard case .ip(let range) = arguments[1] else { throw mismatch(.ipaddr, found: arguments[1]) }
            return address.isInRange(range)
        }
    }

    private func decimalTest(_ arguments: [CedarValue]) throws(EvaluationError) -> Bool {
        guard case .decimal(let left) = arguments[0] else { throw mismatch(.decimal, found: arguments[0]) }
        guard case .decimal(let right) = arguments[1] else { throw mismatch(.decimal, found: arguments[1]) }
        let order = compare(left.tenThousandths, right.tenThousandths)
        switch self {
        case .lessThan: return order < 0
        case .lessThanOrEqual: return order <= 0
        case .greaterThan: return order > 0
        default: return order >= 0
        }
    }

    private func calendar(_ arguments: [CedarValue]) throws(EvaluationError) -> CedarValue {
        guard case .datetime(let moment) = arguments[0] else { throw mismatch(.datetime, found: arguments[0]) }
        switch self {
        case .toTime: return .duration(CedarDuration(milliseconds: moment.timeOfDay))
        case .toDate:
            guard let date = moment.date else { throw .overflow }
            return .datetime(date)
        case .offset:
            guard case .duration(let length) = arguments[1] else { throw mismatch(.duration, found: arguments[1]) }
            let (sum, overflow) = moment.milliseconds.addingReportingOverflow(length.milliseconds)
            guard !overflow else { throw .overflow }
            return .datetime(CedarDatetime(milliseconds: sum))
        default:
            guard case .datetime(let earlier) = arguments[1] else { throw mismatch(.datetime, found: arguments[1]) }
            let (length, overflow) = moment.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
            guard !overflow else { throw .overflow }
            return .duration(CedarDuration(milliseconds: length))
        }
    }

    private func units(_ argument: CedarValue) throws(EvaluationError) -> Int64 {
        guard case .duration(let length) = argument else { throw mismatch(.duration, found: argument) }
        switch self {
        case .toSeconds: return length.milliseconds / 1000
        case .toMinutes: return length.milliseconds / 60_000
        case .toHours: return length.milliseconds / 3_600_000
        case .toDays: return length.milliseconds / millisecondsPerDay
        default: return length.milliseconds
        }
    }
}
