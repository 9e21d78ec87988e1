public import Outside

/// What is said while somebody waits.
extension Sentence {
    /// Said at once.
    public static let openingVault = Sentence("Opening the vault\u{2026}")
    /// Said at once.
    public static let workingOnPassphrase = Sentence("Working on the passphrase\u{2026}")

    /// How many of something are done.
    public static func working(_ work: WorkProgress.Work, _ done: Int64, of total: Int64)
        -> Sentence
    {
        Sentence("\(work.sentence): \(done) of \(total)")
    }

    /// How many bytes are done, of how many, how many a second, and how many seconds are left.
    public static func working(
        _ work: WorkProgress.Work, byteCount: Int64, of total: Int64?, perSecond rate: Int64,
        secondsLeft: Int?
    ) -> Sentence {
        guard let total else {
            return Sentence("\(work.sentence): \(byteCount: byteCount), \(byteCount: rate)/s")
        }
        guard let secondsLeft else {
            return Sentence(
                "\(work.sentence): \(byteCount: byteCount) of \(byteCount: total), \(byteCount: rate)/s"
            )
        }
        return Sentence(
            """
            \(work.sentence): \(byteCount: byteCount) of \(byteCount: total), \(byteCount: rate)/s, \
            \(secondsLeft, "# s left", "# s left")
            """)
    }
}

extension WorkProgress.Work {
    /// What is being done, before the figures.
    var sentence: Sentence {
        switch self {
        case .waiting: Sentence("waiting")
        case .unlocking: Sentence("opening the vault")
        case .deriving: Sentence("working on the passphrase")
        case .sealing: Sentence("sealing")
        case .adopting: Sentence("adopting")
        case .reading: Sentence("reading")
        case .opening: Sentence("opening")
        case .looking: Sentence("looking")
        case .takingIn: Sentence("taking in")
        case .handingOff: Sentence("handing off")
        case .readingBack: Sentence("reading back")
        case .checking: Sentence("checking")
        case .encrypting: Sentence("encrypting")
        case .decrypting: Sentence("decrypting")
        case .inspecting: Sentence("inspecting")
        }
    }
}
