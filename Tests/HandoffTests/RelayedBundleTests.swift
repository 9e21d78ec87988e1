import SafeSodium
import Statements
import Testing
import TransparencyLog

@testable import Handoff

@Suite("Bundles with the log of another device")
struct RelayedBundleTests {
    let relay: Device
    /// Whose log it is.
    let owner: Device
    let stranger: Device
    let parcel = Parcel(objectCount: 1, earlierCount: 2)

    init() throws {
        relay = try Samples.relay()
        (owner, stranger) = try Samples.devices()
    }

    /// A bundle by the relay with some of it exchanged.
    func read(
        logCard: [UInt8]? = nil, checkpoint: [UInt8]? = nil, log: String? = nil,
        by signer: Device? = nil, as name: String? = nil
    ) throws -> Reading {
        let contents = [
            ("card", relay.card.encoded), ("log-card", logCard ?? owner.card.encoded),
            ("checkpoint", checkpoint ?? parcel.checkpoint(by: owner)),
            ("leaves", parcel.leaves.flatMap(\.encoded)),
        ]
        return try Reading(
            entries(
                contents, leaves: "\(parcel.before.size) \(parcel.behind.size)",
                frontier: parcel.before.hashes, by: signer ?? relay,
                as: name ?? relay.card.key.name, log: log ?? owner.card.key.name))
    }

    func head(by device: Device, as name: String) -> [UInt8] {
        let (size, root) = (parcel.behind.size, parcel.behind.root)
        return SignedCheckpoint(
            signing: Checkpoint(origin: name, size: size, root: root), with: device.key
        ).encoded
    }

    @Test("it is handed over with both cards, and with the head that the log's device signed")
    func good() throws {
        let reading = try read()
        #expect(reading.error == nil)
        let preamble = try #require(reading.preamble)
        #expect(preamble.card == relay.card && preamble.logCard == owner.card)
        #expect(preamble.manifest.writer == relay.card.key.name)
        #expect(preamble.manifest.log == owner.card.key.name && preamble.manifest.isRelayed)
        #expect(preamble.stretch == parcel.stretch(by: owner))
        try preamble.stretch?.checkpoint.verify(by: owner.card.key)
    }

    @Test("the card of the log's device has to be of the device that the manifest names")
    func otherLogCard() throws {
        for card in [stranger.card, relay.card] {
            let reading = try read(logCard: card.encoded)
            #expect(reading.bundleError == .otherCard)
            #expect(reading.preambles.isEmpty)
        }
        for log in [stranger.card.key.name, "amanat/00112233445566778899aabbccddeeff"] {
            #expect(try read(log: log).bundleError == .otherCard)
        }
    }

    @Test("a card of the log's device that does not verify is refused as a card")
    func brokenLogCard() throws {
        var broken = owner.card.encoded
        broken[broken.count - 10] ^= 1
        for card in [broken, Array("nonsense".utf8), [0]] {
            let reading = try read(logCard: card)
            guard case .statement(_, in: .card) = reading.bundleError else {
                Issue.record("a broken card is taken")
                return
            }
            #expect(reading.preambles.isEmpty)
        }
    }

    @Test("a checkpoint that the log's device did not sign is refused, though the writer did")
    func otherCheckpoint() throws {
        let (own, other) = (owner.card.key.name, relay.card.key.name)
        let cases: [([UInt8], NoteError)] = [
            (head(by: relay, as: own), .notSigned(by: own)),
            (head(by: relay, as: other), .wrongOrigin(wanted: own)),
            (head(by: owner, as: other), .wrongOrigin(wanted: own)),
            (head(by: stranger, as: own), .notSigned(by: own)),
            (head(by: stranger, as: stranger.card.key.name), .wrongOrigin(wanted: own)),
        ]
        for (checkpoint, error) in cases {
            let reading = try read(checkpoint: checkpoint)
            #expect(reading.bundleError == .statement(.note(error), in: .checkpoint))
            #expect(reading.preambles.isEmpty)
        }
    }

    @Test("what the writer added to the checkpoint is left behind")
    func cosigned() throws {
        var checkpoint = try SignedCheckpoint(
            parsing: parcel.checkpoint(by: owner), limit: 16 << 10)
        try checkpoint.cosign(as: relay.card.key.name, at: 1_700_000_000, with: relay.key)
        let kept = try read(checkpoint: checkpoint.encoded).preamble?.stretch?.checkpoint
        #expect(kept?.encoded == parcel.checkpoint(by: owner))
    }

    @Test("the manifest is signed by its writer, and not by the log's device")
    func otherSigner() throws {
        let (own, other) = (owner.card.key.name, relay.card.key.name)
        #expect(
            try read(by: owner).bundleError
                == .statement(.note(.notSigned(by: other)), in: .manifest))
        // One by the log's device is of its own log …
        #expect(
            try read(by: owner, as: own).bundleError
                == .statement(.contradiction(.entries), in: .manifest))
        // … or comes with its own card.
        #expect(try read(log: other, by: owner, as: own).bundleError == .otherCard)
    }
}
