// The drawings of the pages (lucide, ISC licence), by what they mean here.

import search_ from "lucide-static/icons/search.svg?raw";
import send_ from "lucide-static/icons/send.svg?raw";
import book_ from "lucide-static/icons/book-open.svg?raw";
import home_ from "lucide-static/icons/house.svg?raw";
import back_ from "lucide-static/icons/arrow-left.svg?raw";
import type_ from "lucide-static/icons/a-large-small.svg?raw";
import contrast_ from "lucide-static/icons/contrast.svg?raw";
import voice_ from "lucide-static/icons/volume-2.svg?raw";
import silence_ from "lucide-static/icons/volume-x.svg?raw";
import low_ from "lucide-static/icons/accessibility.svg?raw";
import help_ from "lucide-static/icons/circle-question-mark.svg?raw";
import leave_ from "lucide-static/icons/log-out.svg?raw";
import phone_ from "lucide-static/icons/phone.svg?raw";
import place_ from "lucide-static/icons/map-pin.svg?raw";
import text_ from "lucide-static/icons/file-text.svg?raw";
import qr_ from "lucide-static/icons/qr-code.svg?raw";
import print_ from "lucide-static/icons/printer.svg?raw";
import useful_ from "lucide-static/icons/thumbs-up.svg?raw";
import useless_ from "lucide-static/icons/thumbs-down.svg?raw";
import close_ from "lucide-static/icons/x.svg?raw";
import check_ from "lucide-static/icons/check.svg?raw";
import up_ from "lucide-static/icons/chevron-up.svg?raw";
import down_ from "lucide-static/icons/chevron-down.svg?raw";
import next_ from "lucide-static/icons/chevron-right.svg?raw";
import keyboard_ from "lucide-static/icons/keyboard.svg?raw";
import hand_ from "lucide-static/icons/pen-line.svg?raw";
import ask_ from "lucide-static/icons/message-circle-question.svg?raw";
import care_ from "lucide-static/icons/heart-handshake.svg?raw";
import building_ from "lucide-static/icons/building-2.svg?raw";
import school_ from "lucide-static/icons/graduation-cap.svg?raw";
import health_ from "lucide-static/icons/stethoscope.svg?raw";
import safety_ from "lucide-static/icons/shield-check.svg?raw";
import nature_ from "lucide-static/icons/leaf.svg?raw";
import farm_ from "lucide-static/icons/sprout.svg?raw";
import work_ from "lucide-static/icons/hammer.svg?raw";
import law_ from "lucide-static/icons/scale.svg?raw";
import state_ from "lucide-static/icons/landmark.svg?raw";
import money_ from "lucide-static/icons/coins.svg?raw";
import bus_ from "lucide-static/icons/bus.svg?raw";
import people_ from "lucide-static/icons/users.svg?raw";
import park_ from "lucide-static/icons/trees.svg?raw";
import food_ from "lucide-static/icons/utensils.svg?raw";
import disaster_ from "lucide-static/icons/life-buoy.svg?raw";
import job_ from "lucide-static/icons/briefcase.svg?raw";
import old_ from "lucide-static/icons/hand-heart.svg?raw";
import tax_ from "lucide-static/icons/calculator.svg?raw";
import news_ from "lucide-static/icons/megaphone.svg?raw";
import culture_ from "lucide-static/icons/library.svg?raw";
import plan_ from "lucide-static/icons/map.svg?raw";
import repair_ from "lucide-static/icons/wrench.svg?raw";
import insurance_ from "lucide-static/icons/badge-check.svg?raw";
import travel_ from "lucide-static/icons/palette.svg?raw";
import receipt_ from "lucide-static/icons/receipt.svg?raw";

export const icons = {
  search: search_,
  send: send_,
  book: book_,
  home: home_,
  back: back_,
  type: type_,
  contrast: contrast_,
  voice: voice_,
  silence: silence_,
  low: low_,
  help: help_,
  leave: leave_,
  phone: phone_,
  place: place_,
  text: text_,
  qr: qr_,
  print: print_,
  useful: useful_,
  useless: useless_,
  close: close_,
  check: check_,
  up: up_,
  down: down_,
  next: next_,
  keyboard: keyboard_,
  hand: hand_,
  ask: ask_,
  care: care_,
  building: building_,
  school: school_,
  health: health_,
  safety: safety_,
  nature: nature_,
  farm: farm_,
  work: work_,
  law: law_,
  state: state_,
  money: money_,
  bus: bus_,
  people: people_,
  park: park_,
  food: food_,
  disaster: disaster_,
  job: job_,
  old: old_,
  tax: tax_,
  news: news_,
  culture: culture_,
  plan: plan_,
  repair: repair_,
  insurance: insurance_,
  travel: travel_,
  receipt: receipt_,
} as const;

export type IconName = keyof typeof icons;
