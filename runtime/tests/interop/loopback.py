"""Makes Eclipse Cyclone DDS talk on this machine alone. To be imported before it."""

import os

# What a machine without any multicast route needs: addresses instead of a group, on the one interface that is
# always there. `ParticipantIndex` makes a participant listen where others look for it.
LOOPBACK = """
<CycloneDDS><Domain>
  <General>
    <Interfaces><NetworkInterface name="lo" multicast="false"/></Interfaces>
    <AllowMulticast>false</AllowMulticast>
  </General>
  <Discovery>
    <ParticipantIndex>auto</ParticipantIndex>
    <MaxAutoParticipantIndex>20</MaxAutoParticipantIndex>
    <Peers><Peer address="127.0.0.1"/></Peers>
  </Discovery>
</Domain></CycloneDDS>
"""
os.environ.setdefault("CYCLONEDDS_URI", LOOPBACK)
