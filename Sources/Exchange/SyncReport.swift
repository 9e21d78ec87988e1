public import Statements

/// What one ``Vault/sync(with:despiteFault:)`` did.
public struct SyncReport: Sendable {
    /// A bundle that was read.
    public struct TakenBundle: Sendable {
        /// Its id.
        public let bundle: ObjectID
        /// The name on its writer's card.
        public let writer: String
        /// The writer's device.
        public let device: String
        /// Whether the writer's safety number was compared. Records of others are kept as
        /// unverified.
        public let isWriterEnrolled: Bool
        /// Records that were not here before.
        public internal(set) var recordCount = 0
        /// Attachments that were not here before.
        public internal(set) var attachmentCount = 0
    }

    /// A receipt that a coordinator gave for this vault's own log.
    public struct TakenReceipt: Sendable {
        /// The coordinator's name.
        public let coordinator: String
        /// How many entries of the journal it covers.
        public let size: UInt64
        /// How many objects among them the coordinator lacks.
        public let missingCount: Int
    }

    /// A bundle that was written into the folder.
    public struct WrittenBundle: Sendable {
        /// Its id.
        public let bundle: ObjectID
        /// The names on the cards of those who can open it.
        public let recipients: [String]
        /// How many testimonies are in it.
        public let recordCount: Int
        /// How many attachments are in it.
        public let attachmentCount: Int
        /// Whether it carries a receipt.
        public let hasReceipt: Bool
        /// Its size in bytes.
        public let byteCount: Int64
    }

    /// Objects that a journal names and that have not come.
    public struct Waiting: Sendable {
        /// The name of the recorder.
        public let recorder: String
        /// Their device.
        public let device: String
        /// How many testimonies are missing.
        public let recordCount: Int
        /// How many attachments are missing.
        public let attachmentCount: Int
    }

    /// Something that was put aside, or did not go.
    public struct Problem: Sendable {
        /// A bundle's file name, or what else it happened to.
        public let subject: String
        /// What, and who failed.
        public let message: String
    }

    /// Bundles that brought something, or were read whole for the first time.
    public internal(set) var taken: [TakenBundle] = []
    /// New receipts.
    public internal(set) var receipts: [TakenReceipt] = []
    /// Bundles that were written.
    public internal(set) var written: [WrittenBundle] = []
    /// Bundles of this vault that were not needed any more.
    public internal(set) var removed: [ObjectID] = []
    /// What is still to come.
    public internal(set) var waiting: [Waiting] = []
    /// What was put aside.
    public internal(set) var problems: [Problem] = []
    /// Bundles that were taken in before.
    public internal(set) var alreadyTakenCount = 0
    /// Bundles that are for others.
    public internal(set) var forOthersCount = 0

    mutating func add(problem subject: String, _ error: any Error) {
        guard !problems.contains(where: { $0.subject == subject }) else { return }
        problems.append(Problem(subject: subject, message: VaultError(error).message))
    }
}
