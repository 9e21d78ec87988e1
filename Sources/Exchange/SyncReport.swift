public import Outside
public import Statements

/// What one sync did.
public struct SyncReport: Sendable, Encodable {
    /// A bundle that was read.
    public struct TakenBundle: Sendable, Encodable {
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
        public let recordCount: Int
        /// Attachments that were not here before.
        public let attachmentCount: Int

        private enum CodingKeys: String, CodingKey {
            case bundle, device
            case writer = "from"
            case isWriterEnrolled = "enrolled"
            case recordCount = "records"
            case attachmentCount = "attachments"
        }
    }

    /// A receipt that a coordinator gave for this vault's own log.
    public struct TakenReceipt: Sendable, Encodable {
        /// The coordinator's name.
        public let coordinator: String
        /// How many entries of the journal it covers.
        public let size: UInt64
        /// How many objects among them the coordinator lacks.
        public let missingCount: Int

        private enum CodingKeys: String, CodingKey {
            case coordinator, size
            case missingCount = "missing"
        }
    }

    /// A bundle that was written into the folder.
    public struct WrittenBundle: Sendable, Encodable {
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

        private enum CodingKeys: String, CodingKey {
            case bundle
            case recipients = "to"
            case recordCount = "records"
            case attachmentCount = "attachments"
            case hasReceipt = "receipt"
            case byteCount = "bytes"
        }
    }

    /// Objects that a journal names and that have not come.
    public struct Waiting: Sendable, Encodable {
        /// The name of the recorder.
        public let recorder: String
        /// Their device.
        public let device: String
        /// How many testimonies are missing.
        public let recordCount: Int
        /// How many attachments are missing.
        public let attachmentCount: Int

        private enum CodingKeys: String, CodingKey {
            case recorder, device
            case recordCount = "records"
            case attachmentCount = "attachments"
        }
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
    /// What was put aside, or did not go, each with what it happened to.
    public internal(set) var problems: [VaultError] = []
    /// What of this vault was found damaged on the way, and skipped.
    public internal(set) var damage: [VaultError] = []
    /// Bundles that were taken in before.
    public internal(set) var alreadyTakenCount = 0
    /// Bundles that are for others.
    public internal(set) var forOthersCount = 0

    private enum CodingKeys: String, CodingKey {
        case taken, receipts, written, removed, waiting, problems, damage
        case alreadyTakenCount = "alreadyTaken"
        case forOthersCount = "forOthers"
    }

    init() {}

    /// Names what was put aside, once for each thing that it happened to.
    mutating func add(_ problem: VaultError) {
        if !problems.contains(where: { $0.subject == problem.subject }) { problems.append(problem) }
    }
}
