/// What is said while somebody waits.
extension Sentence {
    /// Said at once.
    public static let openingVault = Sentence("Opening the vault\u{2026}")
    /// Said at once.
    public static let workingOnPassphrase = Sentence("Working on the passphrase\u{2026}")

    /// How many of something are done.
    public static func working(_ work: String, _ done: Int64, of total: Int64) -> Sentence {
        Sentence("\(work): \(done) of \(total)")
    }

    /// How many bytes are done, of how many, how many a second, and how many seconds are left.
    public static func working(
        _ work: String, byteCount: Int64, of total: Int64?, perSecond rate: Int64,
        secondsLeft: Int?
    ) -> Sentence {
        guard let total else {
            return Sentence("\(work): \(byteCount: byteCount), \(byteCount: rate)/s")
        }
        guard let secondsLeft else {
            return Sentence(
                "\(work): \(byteCount: byteCount) of \(byteCount: total), \(byteCount: rate)/s")
        }
        return Sentence(
            """
            \(work): \(byteCount: byteCount) of \(byteCount: total), \(byteCount: rate)/s, \
            \(secondsLeft, "# s left", "# s left")
            """)
    }
}
