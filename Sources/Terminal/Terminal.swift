import Glibc

/// The person's terminal: asked directly, so that pipes stay free for testimonies.
public struct Terminal: ~Copyable {
    let device: Int32

    /// The terminal that controls this process; nil where there is none, as in a script.
    public static func open() -> Terminal? {
        let device = unsafe Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC)
        return device >= 0 ? Terminal(device: device) : nil
    }

    private init(device: Int32) {
        self.device = device
    }

    deinit {
        close(device)
    }

    /// Whether what this process prints is seen by a person.
    public static var showsOutput: Bool { isatty(STDOUT_FILENO) == 1 }
    /// Whether what this process reads is typed by a person.
    public static var givesInput: Bool { isatty(STDIN_FILENO) == 1 }
    /// Whether what this process says on the side is seen by a person.
    public static var showsErrors: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns and rows.
    package var size: ScreenSize { ScreenSize(ofFile: device) }

    /// Writes text as it is.
    public func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // SAFETY: the length is the buffer's own.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(device, $0.baseAddress, $0.count)
            }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }
}
