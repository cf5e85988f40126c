/// Turns a pattern's tree into an automaton of bounded size. Repetitions are written out.
struct PatternCompiler {
    private var program: [PatternInstruction] = []
    /// Nodes written, counted too when they make no state: `(a{0}){1000}` nested would otherwise cost without bound.
    private var written = 0

    /// The automaton of a whole pattern.
    mutating func program(of node: PatternNode) throws(LinearPatternError) -> [PatternInstruction] {
        try write(node)
        try append(.matched)
        return program
    }

    private mutating func append(_ instruction: PatternInstruction) throws(LinearPatternError) {
        guard program.count < LinearPattern.maximumStates else { throw .tooLarge }
        program.append(instruction)
    }

    private mutating func write(_ node: PatternNode) throws(LinearPatternError) {
        written += 1
        guard written <= LinearPattern.maximumStates * 4 else { throw .tooLarge }
        switch node {
        case .empty: break
        case .set(let set): try append(.take(set))
        case .start: try append(.atStart)
        case .end: try append(.atEnd)
        case .sequence(let parts): for part in parts { try write(part) }
        case .alternatives(let parts): try writeAlternatives(parts)
        case .repetition(let part, let minimum, let maximum): try writeRepetition(part, minimum, maximum)
        }
    }

    private mutating func writeAlternatives(_ parts: [PatternNode]) throws(LinearPatternError) {
        var ends: [Int] = []
        for part in parts.dropLast() {
            let split = program.count
            try append(.split(split + 1, 0))
            try write(part)
            ends.append(program.count)
            try append(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        if let last = parts.last { try write(last) }
        for end in ends { program[end] = .jump(program.count) }
    }

    private mutating func writeRepetition(_ part: PatternNode, _ minimum: Int, _ maximum: Int?)
        throws(LinearPatternError)
    {
        for _ in 0..<minimum { try write(part) }
        guard let maximum else {
            let split = program.count
            try append(.split(split + 1, 0))
            try write(part)
            try append(.jump(split))
            program[split] = .split(split + 1, program.count)
            return
        }
        var splits: [Int] = []
        for _ in minimum..<maximum {
            splits.append(program.count)
            try append(.split(program.count + 1, 0))
            try write(part)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }
}
