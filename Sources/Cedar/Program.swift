/// Policies compiled into flat arrays: expressions are instructions that name their operands by index, so that
/// evaluating follows no pointers between them. Sets and records of literals, and extension values of literal
/// strings, are built once.
struct Program: Sendable {
    /// What an instruction does. `a`, `b` and `c` are instruction indices unless said otherwise.
    enum Operation: UInt8, Sendable {
        /// The constant numbered `a`.
        case constant
        case principal, action, resource, context
        case not, negate, isEmpty
        /// All, or any, of the `b` operands from `a` on.
        case and, or
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        case isIn, add, subtract, multiply
        case contains, containsAll, containsAny, getTag, hasTag
        case ifThenElse
        /// The attribute whose name is numbered `b`, of `a`.
        case attribute, has
        /// `a` and the pattern numbered `b`.
        case like
        /// `a` and the constant numbered `b`, a string that names a type.
        case isType
        /// The `b` operands from `a` on.
        case set
        /// The `b` pairs of a name's number and an operand from `a` on.
        case record
        /// The function numbered `c` of the `b` operands from `a` on.
        case call
        case unfilledSlot
    }

    /// One instruction.
    struct Instruction: Sendable {
        let operation: Operation
        var a: Int32 = 0
        var b: Int32 = 0
        var c: Int32 = 0
    }

    /// One clause of a policy.
    struct Clause: Sendable {
        let root: Int32
        /// Whether it is an `unless`.
        let isNegated: Bool
        /// `k` when the whole clause is `context.confirmation >= k`, else 0.
        let gate: UInt8
    }

    /// A policy's scope and clauses.
    struct CompiledPolicy: Sendable {
        let isForbid: Bool
        let principal: ScopeConstraint
        let action: ActionConstraint
        let resource: ScopeConstraint
        let clauses: Range<Int>
    }

    var instructions: [Instruction] = []
    var operands: [Int32] = []
    var constants: [CedarValue] = []
    var names: [AttributeName] = []
    var patterns: [Pattern] = []
    var clauses: [Clause] = []
    var policies: [CompiledPolicy] = []
}
