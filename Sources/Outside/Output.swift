public import SystemPackage

/// Where bytes go to: a file, or what the process gives out.
public enum Output: Hashable, Sendable {
    /// Standard output.
    case standard
    /// A file, a pipe or a device.
    case file(FilePath)
}
