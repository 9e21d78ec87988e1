import Glibc

/// Where a program says what is not its result.
public enum StandardError {
    /// Writes text as it is.
    public static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // SAFETY: the length is the buffer's own.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
            }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
