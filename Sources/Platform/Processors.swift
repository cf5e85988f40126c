import Glibc

/// The processors of the machine.
package enum Processors {
    /// How many this process may use, at least one.
    package static var count: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
