/// What this program is.
package enum Build {
    /// The version, after semver.org.
    package static let version = "0.1.0"
}
