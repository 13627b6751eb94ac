"""What TensorBoard and Trackio read of what Blue Rider wrote, as JSON.

    python tracking_readers.py tensorboard FOLDER
    python tracking_readers.py trackio PROJECT        in the folder that TRACKIO_DIR says
"""

import hashlib
import json
import sys


def tensorboard(folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    everything = {"images": 0, "scalars": 0, "tensors": 0}
    events = EventAccumulator(folder, size_guidance=everything)
    events.Reload()
    tags = events.Tags()
    text = lambda tag: [(event.step, event.tensor_proto.string_val[0].decode()) for event in events.Tensors(tag)]
    digest = lambda data: hashlib.sha256(data).hexdigest()
    return {
        "images": [(event.step, event.width, event.height, digest(event.encoded_image_string))
                   for event in events.Images("image")],
        "scalars": {tag: [(event.step, event.value) for event in events.Scalars(tag)] for tag in tags["scalars"]},
        "texts": {tag: text(tag) for tag in tags["tensors"]},
    }


def trackio(project):
    from trackio.sqlite_storage import SQLiteStorage
    from trackio.utils import MEDIA_DIR

    runs = []
    for record in SQLiteStorage.get_run_records(project):
        logs = SQLiteStorage.get_logs(project, record["name"], run_id=record["id"])
        for log in logs:
            if "image" in log:
                data = (MEDIA_DIR / log["image"]["file_path"]).read_bytes()
                log["image"]["sha256"] = hashlib.sha256(data).hexdigest()
        runs.append({"name": record["name"], "logs": logs})
    return {"projects": SQLiteStorage.get_projects(), "runs": runs}


print(json.dumps({"tensorboard": tensorboard, "trackio": trackio}[sys.argv[1]](sys.argv[2]), ensure_ascii=False))
