import VaultStore

extension JournalListing {
    /// A journal without its entries: how far it goes, and the newest head.
    public var head: Head { Head(listing: self) }

    /// A journal without its entries.
    public struct Head: Sendable, Encodable {
        private let listing: JournalListing

        fileprivate init(listing: JournalListing) {
            self.listing = listing
        }

        private enum Key: CodingKey {
            case name, device, size, forgotten, gaps, fault, checkpoint
        }

        /// For programs.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(listing.name, forKey: .name)
            try container.encode(listing.device, forKey: .device)
            try container.encode(listing.size, forKey: .size)
            try container.encode(listing.forgottenCount, forKey: .forgotten)
            try container.encode(listing.gaps, forKey: .gaps)
            try container.encodeIfPresent(listing.fault, forKey: .fault)
            try container.encode(listing.checkpoint, forKey: .checkpoint)
        }
    }
}
