extension Evaluator {
    /// The result of an extension function.
    func call(_ instruction: Program.Instruction) throws(EvaluationError) -> CedarValue {
        let function = ExtensionFunction.allCases[Int(instruction.c)]
        let arguments = try values(instruction)
        guard arguments.count == function.argumentCount, let first = arguments.first else {
            throw .argumentCount(function)
        }
        switch function {
        case .ip, .decimal, .datetime, .duration:
            guard case .string(let text) = first else { throw mismatch(.string, found: first) }
            guard let value = function.construct(text) else { throw .malformed(function) }
            return value
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast, .isInRange:
            return .bool(try addressTest(function, arguments))
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual:
            return .bool(try decimalTest(function, arguments))
        case .offset, .durationSince, .toDate, .toTime: return try calendar(function, arguments)
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: return .long(try units(function, first))
        }
    }

    private func addressTest(_ function: ExtensionFunction, _ arguments: [CedarValue]) throws(EvaluationError) -> Bool {
        guard case .ip(let address) = arguments[0] else { throw mismatch(.ipaddr, found: arguments[0]) }
        switch function {
        case .isIpv4: return !address.isIPv6
        case .isIpv6: return address.isIPv6
        case .isLoopback: return address.isLoopback
        case .isMulticast: return address.isMulticast
        default:
            guard case .ip(let range) = arguments[1] else { throw mismatch(.ipaddr, found: arguments[1]) }
            return address.isInRange(range)
        }
    }

    private func decimalTest(_ function: ExtensionFunction, _ arguments: [CedarValue]) throws(EvaluationError) -> Bool {
        guard case .decimal(let left) = arguments[0] else { throw mismatch(.decimal, found: arguments[0]) }
        guard case .decimal(let right) = arguments[1] else { throw mismatch(.decimal, found: arguments[1]) }
        let order = compare(left.tenThousandths, right.tenThousandths)
        switch function {
        case .lessThan: return order < 0
        case .lessThanOrEqual: return order <= 0
        case .greaterThan: return order > 0
        default: return order >= 0
        }
    }

    private func calendar(_ function: ExtensionFunction, _ arguments: [CedarValue]) throws(EvaluationError) -> CedarValue {
        guard case .datetime(let moment) = arguments[0] else { throw mismatch(.datetime, found: arguments[0]) }
        switch function {
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

    private func units(_ function: ExtensionFunction, _ argument: CedarValue) throws(EvaluationError) -> Int64 {
        guard case .duration(let length) = argument else { throw mismatch(.duration, found: argument) }
        switch function {
        case .toSeconds: return length.milliseconds / 1000
        case .toMinutes: return length.milliseconds / 60_000
        case .toHours: return length.milliseconds / 3_600_000
        case .toDays: return length.milliseconds / millisecondsPerDay
        default: return length.milliseconds
        }
    }
}
