// The other side of the tests with Fast DDS, as `peer.py` is with Cyclone DDS: a command a line, an event a line.
//
//     publish <name> <topic> <type> <qos>      as `peer.py` has them: each message is a text
//     subscribe <name> <topic> <type> <qos>
//     send <name> <message>
//     send_bytes <name> <count>
//     serve <name> <service> <bytes>           request and response are a text, the response of so many bytes:
//     client <name> <service>                  `request <name> <length>`
//     call <name> <bytes>                      `reply <name> <number of the call> <length>`
//     match <name> <count>
//     remove <name>
//
// Build: g++ -std=c++17 fast_peer.cpp -lfastrtps -lfastcdr

#include <cstring>
#include <iostream>
#include <map>
#include <mutex>
#include <sstream>

#include <fastdds/dds/domain/DomainParticipant.hpp>
#include <fastdds/dds/domain/DomainParticipantFactory.hpp>
#include <fastdds/dds/publisher/DataWriter.hpp>
#include <fastdds/dds/publisher/DataWriterListener.hpp>
#include <fastdds/dds/publisher/Publisher.hpp>
#include <fastdds/dds/subscriber/DataReader.hpp>
#include <fastdds/dds/subscriber/DataReaderListener.hpp>
#include <fastdds/dds/subscriber/SampleInfo.hpp>
#include <fastdds/dds/subscriber/Subscriber.hpp>
#include <fastdds/dds/topic/TypeSupport.hpp>
#include <fastdds/rtps/transport/UDPv4TransportDescriptor.h>

using namespace eprosima::fastdds::dds;
using namespace eprosima::fastrtps::rtps;
using Text = std::string;

static void say(const Text& line) {
    static std::mutex one_at_a_time;
    std::lock_guard<std::mutex> lock(one_at_a_time);
    std::cout << line << std::endl;
}

// A struct with one string, in little endian, as this machine is. No type support has to be generated.
struct TextType : TopicDataType {
    explicit TextType(const Text& name) {
        setName(name.c_str());
        m_typeSize = 1024;
        auto_fill_type_object(false);
        auto_fill_type_information(false);
    }
    static uint32_t size(void* data) { return 4 + 4 + static_cast<Text*>(data)->size() + 1; }
    bool serialize(void* data, SerializedPayload_t* payload) override {
        const char encoding[] = {0, 1, 0, 0};
        uint32_t length = size(data) - 8;
        std::memcpy(payload->data, encoding, 4);
        std::memcpy(payload->data + 4, &length, 4);
        std::memcpy(payload->data + 8, static_cast<Text*>(data)->c_str(), length);
        payload->encapsulation = CDR_LE;
        payload->length = size(data);
        return true;
    }
    bool deserialize(SerializedPayload_t* payload, void* data) override {
        uint32_t length = 0;
        if (payload->length > 8) std::memcpy(&length, payload->data + 4, 4);
        if (length == 0 || length > payload->length - 8) return false;
        static_cast<Text*>(data)->assign(reinterpret_cast<char*>(payload->data + 8), length - 1);
        return true;
    }
    std::function<uint32_t()> getSerializedSizeProvider(void* data) override { return [data] { return size(data); }; }
    void* createData() override { return new Text; }
    void deleteData(void* data) override { delete static_cast<Text*>(data); }
    bool getKey(void*, InstanceHandle_t*, bool) override { return false; }
};

// What a name stands for: a topic's end, or both halves of a service.
struct End : DataWriterListener, DataReaderListener {
    Text name, kind;
    size_t bytes = 0;
    DataWriter* writer = nullptr;
    DataReader* reader = nullptr;
    std::mutex counting;
    int heard_by = 0, hears = 0, expected = -1;

    void expect(int count) {
        std::lock_guard<std::mutex> lock(counting);
        expected = count;
        check();
    }
    void check() {
        if (expected < 0 || (writer && heard_by < expected) || (reader && hears < expected)) return;
        expected = -1;
        say("matched " + name);
    }
    void on_publication_matched(DataWriter*, const PublicationMatchedStatus& status) override {
        std::lock_guard<std::mutex> lock(counting);
        heard_by = status.current_count;
        check();
    }
    void on_subscription_matched(DataReader*, const SubscriptionMatchedStatus& status) override {
        std::lock_guard<std::mutex> lock(counting);
        hears = status.current_count;
        check();
    }
    void on_data_available(DataReader* from) override {
        Text text;
        for (SampleInfo info; from->take_next_sample(&text, &info) == ReturnCode_t::RETCODE_OK;)
            if (info.valid_data) heard(text, info);
    }
    void heard(const Text& text, const SampleInfo& info) {
        Text length = std::to_string(text.size());
        GUID_t asked_by = info.related_sample_identity.writer_guid();
        if (kind == "subscribe") say("heard " + name + " " + (text.size() < 1000 ? text : length));
        if (kind == "serve") {
            say("request " + name + " " + length);
            // As rmw_fastrtps does it: for what the client has named, or else for its writer.
            SampleIdentity call = info.sample_identity;
            if (asked_by != GUID_t::unknown()) call.writer_guid(asked_by);
            write(Text(bytes, 'x'), call);
        }
        if (kind == "client" && (asked_by == reader->guid() || asked_by == writer->guid()))
            say("reply " + name + " " + std::to_string(info.related_sample_identity.sequence_number().to64long()) + " " + length);
    }
    void write(Text text, SampleIdentity related = SampleIdentity::unknown()) {
        WriteParams parameters;
        parameters.related_sample_identity(related);
        if (!writer->write(&text, parameters)) say("failed to write " + name);
    }
};

struct Peer {
    DomainParticipant* participant;
    Publisher* publisher;
    Subscriber* subscriber;
    std::map<Text, End> ends;

    // On this machine alone, as `loopback.py` has it.
    explicit Peer(int domain) {
        DomainParticipantQos qos = PARTICIPANT_QOS_DEFAULT;
        auto udp = std::make_shared<eprosima::fastdds::rtps::UDPv4TransportDescriptor>();
        udp->interfaceWhiteList.push_back("127.0.0.1");
        qos.transport().use_builtin_transports = false;
        qos.transport().user_transports.push_back(udp);
        Locator_t here;
        IPLocator::setIPv4(here, 127, 0, 0, 1);
        qos.wire_protocol().builtin.metatrafficUnicastLocatorList.push_back(here);
        for (int other = 0; other < 12; other++) {
            here.port = 7410 + 250 * domain + 2 * other;
            qos.wire_protocol().builtin.initialPeersList.push_back(here);
        }
        participant = DomainParticipantFactory::get_instance()->create_participant(domain, qos);
        publisher = participant->create_publisher(PUBLISHER_QOS_DEFAULT);
        subscriber = participant->create_subscriber(SUBSCRIBER_QOS_DEFAULT);
    }
    Topic* topic(const Text& name, const Text& type) {
        TypeSupport(new TextType(type)).register_type(participant);
        auto known = participant->lookup_topicdescription(name);
        return known ? static_cast<Topic*>(known) : participant->create_topic(name, type, TOPIC_QOS_DEFAULT);
    }
    template <class Qos> static Qos quality(Qos qos, const Text& text) {
        bool reliable = text.find("best_effort") == Text::npos, durable = text.find("transient_local") != Text::npos;
        qos.reliability().kind = reliable ? RELIABLE_RELIABILITY_QOS : BEST_EFFORT_RELIABILITY_QOS;
        qos.durability().kind = durable ? TRANSIENT_LOCAL_DURABILITY_QOS : VOLATILE_DURABILITY_QOS;
        qos.history().depth = std::stoi(text.substr(text.rfind(',') + 1));
        qos.endpoint().history_memory_policy = PREALLOCATED_WITH_REALLOC_MEMORY_MODE;
        return qos;
    }
    void writes(End& end, const Text& name, const Text& type, const Text& qos) {
        end.writer = publisher->create_datawriter(topic(name, type), quality(DATAWRITER_QOS_DEFAULT, qos), &end);
    }
    void reads(End& end, const Text& name, const Text& type, const Text& qos) {
        end.reader = subscriber->create_datareader(topic(name, type), quality(DATAREADER_QOS_DEFAULT, qos), &end);
    }
    void run(const Text& line) {
        std::istringstream words(line);
        Text command, name, what, type, qos;
        words >> command >> name;
        End& end = ends[name];
        if (command == "send") {
            std::getline(words >> std::ws, what);
            end.write(what);
            say("sent " + name);
        } else if (command == "send_bytes") {
            words >> end.bytes;
            end.write(Text(end.bytes, 'x'));
            say("sent " + name);
        } else if (command == "call") {
            words >> end.bytes;
            SampleIdentity named;
            named.writer_guid(end.reader->guid());
            end.write(Text(end.bytes, 'x'), named);
        } else if (command == "match") {
            int count = 0;
            words >> count;
            end.expect(count);
        } else if (command == "remove") {
            if (end.writer) publisher->delete_datawriter(end.writer);
            if (end.reader) subscriber->delete_datareader(end.reader);
            ends.erase(name);
        } else {
            end.name = name, end.kind = command;
            words >> what >> type >> qos;
            Text request = "rq/" + what + "Request", reply = "rr/" + what + "Reply", calls = "reliable,volatile,1000";
            if (command == "publish") writes(end, what, "std_msgs::msg::dds_::String_", qos);
            if (command == "subscribe") reads(end, what, "std_msgs::msg::dds_::String_", qos);
            if (command == "serve") {
                end.bytes = std::stoul(type);
                writes(end, reply, "test_msgs::srv::dds_::Words_Response_", calls);
                reads(end, request, "test_msgs::srv::dds_::Words_Request_", calls);
            }
            if (command == "client") {
                reads(end, reply, "test_msgs::srv::dds_::Words_Response_", calls);
                writes(end, request, "test_msgs::srv::dds_::Words_Request_", calls);
            }
        }
    }
};

int main() {
    Peer peer(std::stoi(std::getenv("ROS_DOMAIN_ID")));
    say("ready");
    for (Text line; std::getline(std::cin, line) && line != "exit";) {
        peer.run(line);
        say("ok");
    }
    peer.participant->delete_contained_entities();
    DomainParticipantFactory::get_instance()->delete_participant(peer.participant);
}
